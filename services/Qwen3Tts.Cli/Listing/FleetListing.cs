using System.Globalization;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Commands;

namespace Qwen3Tts.Cli.Listing;

/// <summary>What a fleet serves, for people.</summary>
public static class FleetListing
{
    private const string None = "-";

    public static void WriteModels(TextWriter writer, IReadOnlyList<ServedModel> models)
    {
        if (models.Count is 0)
        {
            writer.WriteLine("This fleet serves no model.");
            return;
        }

        var table = new TextTable("MODEL", "TYPE", "MODES", "LANGUAGES", "SPEAKERS", "INSTRUCTION");
        foreach (var model in models)
        {
            table.Add(
                model.Name,
                model.Type,
                Join(model.Modes.Select(ModeNames.Of)),
                Join(model.Languages.Append("auto").Distinct(StringComparer.OrdinalIgnoreCase)),
                Join(model.Speakers),
                model.TakesInstruction ? "yes" : "no");
        }

        table.Write(writer);
    }

    public static void WriteVoices(TextWriter writer, IReadOnlyList<ServedVoice> voices)
    {
        if (voices.Count is 0)
        {
            writer.WriteLine("No cloned or built-in voices: make one with qwen3tts clone.");
            return;
        }

        var table = new TextTable("VOICE", "KIND", "MODELS", "CLIP", "TRANSCRIPT", "WER STREAMED", "WER WHOLE", "DESCRIPTION");
        foreach (var voice in voices)
        {
            table.Add(
                voice.Name,
                voice.BuiltIn ? "built in" : "cloned",
                Join(voice.Models),
                voice.ClipSeconds > 0 ? string.Create(CultureInfo.InvariantCulture, $"{voice.ClipSeconds:0.0} s") : None,
                voice.HasTranscript ? "yes" : "no",
                Percent(voice.WordErrorRateStreaming),
                Percent(voice.WordErrorRateWhole),
                voice.Description);
        }

        table.Write(writer);
    }

    private static string Join(IEnumerable<string> values) => string.Join(", ", values) is { Length: > 0 } joined ? joined : None;

    private static string Percent(double? rate) =>
        rate is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known:0.0} %") : None;
}
