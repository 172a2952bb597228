using System.Globalization;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>Reads the voices that ship with a checkpoint: <c>voices/NAME.wav</c>, <c>NAME.txt</c>, and the table in its README.</summary>
internal static class VoiceFolder
{
    private const int MaxTextLength = 1 << 20;
    private const int MaxVoices = 1000;

    /// <exception cref="SpeechException">The folder or one of its texts cannot be read.</exception>
    public static IReadOnlyList<BuiltInVoice> Read(string checkpointFolder)
    {
        var folder = Path.Combine(checkpointFolder, "voices");
        try
        {
            return Directory.Exists(folder) ? Voices(checkpointFolder, folder) : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SpeechException(SpeechErrorKind.Invalid, $"{folder}: the voices cannot be read ({error.Message}).", error);
        }
    }

    private static BuiltInVoice[] Voices(string checkpointFolder, string folder)
    {
        var table = ReadTable(Path.Combine(checkpointFolder, "README.md"));
        return
        [
            .. from clip in Directory.EnumerateFiles(folder, "*.wav").Take(MaxVoices).Order(StringComparer.Ordinal)
               let name = Path.GetFileNameWithoutExtension(clip)
               let row = table.GetValueOrDefault(name) ?? []
               select new BuiltInVoice(
                   name,
                   clip,
                   ReadText(Path.ChangeExtension(clip, ".txt")).Trim(),
                   row.ElementAtOrDefault(1) ?? "",
                   Percentage(row.ElementAtOrDefault(2)),
                   Percentage(row.ElementAtOrDefault(3))),
        ];
    }

    /// <summary>Rows of the table <c>| voice | what it is | streaming text | whole text |</c>, by voice.</summary>
    private static Dictionary<string, string[]> ReadTable(string readme)
    {
        var rows = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var inside = false;
        foreach (var line in ReadText(readme).Split('\n'))
        {
            string[] cells = [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];
            if (cells is ["voice", _, "streaming text", "whole text"])
                inside = true;
            else if (!line.TrimStart().StartsWith('|'))
                inside = false;
            else if (inside && cells.Length == 4)
                rows.TryAdd(cells[0], cells);
        }

        return rows;
    }

    private static double? Percentage(string? cell) =>
        cell is not null && double.TryParse(cell.TrimEnd('%', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out var percent)
            ? percent / 100
            : null;

    private static string ReadText(string path) =>
        File.Exists(path) && new FileInfo(path).Length <= MaxTextLength ? File.ReadAllText(path) : "";
}
