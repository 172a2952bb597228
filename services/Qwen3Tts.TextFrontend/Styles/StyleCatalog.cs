using System.Text.Json;
using Microsoft.Extensions.Options;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.TextFrontend.Styles;

/// <summary>The styles that can be asked for.</summary>
internal sealed class StyleCatalog
{
    private readonly Dictionary<string, StylePreset> _presets = new(StringComparer.OrdinalIgnoreCase);

    public StyleCatalog(IOptions<StyleOptions> options)
    {
        using var file = typeof(StyleCatalog).Assembly.GetManifestResourceStream("Qwen3Tts.TextFrontend.Styles.presets.json")!;
        foreach (var preset in JsonSerializer.Deserialize<StylePreset[]>(file, JsonSerializerOptions.Web)!.Concat(options.Value.Presets))
            _presets[preset.Name] = preset;
    }

    public IEnumerable<string> Names => _presets.Keys.Order(StringComparer.OrdinalIgnoreCase);

    /// <returns>Null where there is none of that name.</returns>
    public StylePreset? Find(string name) => _presets.GetValueOrDefault(name);

    /// <exception cref="SpeechException">Invalid: there is none of that name; says which there are.</exception>
    public StylePreset this[string name] => Find(name)
        ?? throw SpeechException.Invalid($"There is no style '{name}'. Styles: {string.Join(", ", Names)}.");
}
