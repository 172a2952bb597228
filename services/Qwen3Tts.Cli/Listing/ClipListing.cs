using System.Globalization;
using Qwen3Tts.Cli.Client;

namespace Qwen3Tts.Cli.Listing;

/// <summary>What was found of a reference clip, for people.</summary>
public static class ClipListing
{
    public static void Write(TextWriter output, ClipReport report)
    {
        void Line(string name, FormattableString value) => output.WriteLine($"{name,-12}{value.ToString(CultureInfo.InvariantCulture)}");

        Line("clip", $"{report.ClipSeconds:0.0} s");
        Line("taken of it", $"{report.PreparedSeconds:0.0} s, {report.SpeechSeconds:0.0} s of it speech");
        Line("loudness", $"{report.LoudnessLufs:0.0} LUFS");
        Line("noise", $"{report.SnrDb:0} dB below the speech");
        Line("clipped", $"{100 * report.ClippedShare:0.00} %");
        if (report.HalvesSimilarity is { } similarity)
            Line("halves", $"{similarity:0.000} alike");
        if (report.SyllablesPerSecond is { } rate)
            Line("transcript", $"{rate:0.0} syllables a second");
        foreach (var error in report.Errors)
            output.WriteLine($"Error: {error}");
        foreach (var warning in report.Warnings)
            output.WriteLine($"Warning: {warning}");
        output.WriteLine(report.Accepted ? "A voice can be made of it." : "No voice can be made of it.");
    }
}
