using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.TextFrontend.Styles;

/// <summary>What a style means for one utterance.</summary>
/// <param name="language">The utterance's, such as "chinese"; its instruction is taken where there is one.</param>
/// <param name="takesInstruction">Whether the model does.</param>
/// <param name="refuses">Whether a style is refused where it does not; else it is approximated.</param>
internal sealed class StyleResolver(StyleCatalog catalog, string language, bool takesInstruction, bool refuses)
{
    /// <param name="style">Empty for none.</param>
    /// <exception cref="SpeechException">Unsupported: the model takes no instructions, and the caller wants no approximation.</exception>
    public (string Instruction, ProsodySettings Prosody, string? Warning) Resolve(string style)
    {
        if (style.Length is 0)
            return ("", ProsodySettings.Neutral, null);
        if (catalog.Find(style) is not { } preset)
            return ("", ProsodySettings.Neutral, $"There is no style '{style}'; its words are spoken without. Styles: {string.Join(", ", catalog.Names)}.");
        if (takesInstruction)
        {
            var translated = preset.Instructions.FirstOrDefault(other => string.Equals(other.Key, language, StringComparison.OrdinalIgnoreCase)).Value;
            return (translated ?? preset.Instruction, ProsodySettings.Neutral, null);
        }

        return refuses
            ? throw SpeechException.Unsupported($"The style '{style}' needs a model that takes instructions; or ask for STYLE_POLICY_APPROXIMATE.")
            : ("", preset.Prosody, $"The model takes no instructions: the style '{style}' is approximated by rate, pitch and volume.");
    }
}
