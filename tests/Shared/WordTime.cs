using System.Globalization;

namespace Qwen3Tts.Tests;

/// <summary>When pocketsphinx hears the words of a sentence that it is told.</summary>
/// <param name="Start">In seconds.</param>
internal sealed record WordTime(string Word, double Start)
{
    /// <summary>Reads a line of its output, such as <c>the(2) 0.340 0.420 0.998</c>; null for what is no word.</summary>
    public static WordTime? Parse(string line)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length is 4 && char.IsAsciiLetter(parts[0][0]) && double.TryParse(parts[1], CultureInfo.InvariantCulture, out var start)
            ? new WordTime(parts[0].Split('(')[0], start)
            : null;
    }
}
