using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Bench;

/// <summary>The configuration files of the official 12 Hz checkpoints, byte for byte; they are resources of this program.</summary>
internal static class OfficialConfiguration
{
    private const string Prefix = "Official/";
    private const string Common = Prefix + "Common/";

    private static readonly Dictionary<string, string> Variants = new()
    {
        ["base"] = "Base",
        ["custom_voice"] = "CustomVoice",
        ["voice_design"] = "VoiceDesign",
    };

    /// <summary>Every size and variant that exists, such as ("0.6b", "base").</summary>
    public static IReadOnlyList<(string Size, string Variant)> Known { get; } =
        [("0.6b", "base"), ("0.6b", "custom_voice"), ("1.7b", "base"), ("1.7b", "custom_voice"), ("1.7b", "voice_design")];

    /// <summary>Files of a checkpoint folder by their path in it: all but weights, vocabulary and merges.</summary>
    /// <exception cref="SpeechException">There is no official checkpoint of that size and variant; the message lists those there are.</exception>
    public static IReadOnlyDictionary<string, byte[]> Files(string size, string variant)
    {
        if (!Known.Contains((size, variant)))
        {
            throw SpeechException.Invalid(
                $"There is no {size} checkpoint of variant '{variant}'. There are: {string.Join(", ", Known.Select(known => $"{known.Size} {known.Variant}"))}.");
        }

        var own = $"{Prefix}Qwen3-TTS-12Hz-{size.ToUpperInvariant()}-{Variants[variant]}/";
        var assembly = typeof(OfficialConfiguration).Assembly;
        return (
            from resource in assembly.GetManifestResourceNames()
            from folder in new[] { own, Common }
            where resource.StartsWith(folder, StringComparison.Ordinal)
            select (Path: resource[folder.Length..], Resource: resource)).ToDictionary(file => file.Path, file => Read(file.Resource));

        byte[] Read(string resource)
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
    }
}
