namespace Qwen3Tts.TextFrontend.Normalization.Data;

/// <summary>Tables that are embedded in this assembly.</summary>
internal static class EmbeddedTable
{
    public static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(EmbeddedTable).Assembly.GetManifestResourceStream("normalization/" + name)
            ?? throw new InvalidOperationException($"The table '{name}' is not embedded.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
