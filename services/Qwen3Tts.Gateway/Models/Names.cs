namespace Qwen3Tts.Gateway.Models;

/// <summary>Names as messages list them and as requests match them.</summary>
internal static class Names
{
    private const int MostListed = 40;

    /// <summary>Speakers, languages and built-in voices are matched whatever their case.</summary>
    public static bool Match(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>"'a', 'b'", or "none"; a long list is cut and says by how much.</summary>
    public static string List(IEnumerable<string> names)
    {
        var all = names.Distinct(StringComparer.Ordinal).ToList();
        var listed = string.Join(", ", all.Take(MostListed).Select(name => $"'{name}'"));
        return all.Count switch
        {
            0 => "none",
            > MostListed => $"{listed} and {all.Count - MostListed} more",
            _ => listed,
        };
    }
}
