namespace Qwen3Tts.Tests.Golden;

/// <summary>Where the golden vectors are: the folder that <c>QWEN3TTS_GOLDEN</c> names, or the repository's own.</summary>
public static class GoldenSet
{
    public static string Root { get; } = Environment.GetEnvironmentVariable("QWEN3TTS_GOLDEN") is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Repository.File("tests/golden");

    /// <summary>The cases under <c>cases/CHECKPOINT/</c> whose name begins with one of <paramref name="prefixes"/>.</summary>
    public static IEnumerable<GoldenCase> Cases(params string[] prefixes) =>
        from folder in Folders().Order(StringComparer.Ordinal)
        from file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)
        where prefixes.Any(prefix => Path.GetFileName(file).StartsWith(prefix, StringComparison.Ordinal))
        select new GoldenCase(Path.GetFileName(folder), Path.GetFileNameWithoutExtension(file));

    public static string CheckpointFolder(string checkpoint) => Path.Combine(Root, "checkpoints", checkpoint);

    private static string[] Folders()
    {
        var cases = Path.Combine(Root, "cases");
        return Directory.Exists(cases) ? Directory.GetDirectories(cases) : [];
    }
}
