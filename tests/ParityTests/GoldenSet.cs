namespace Qwen3Tts.ParityTests;

/// <summary>
/// Where the golden vectors are: the folder that <c>QWEN3TTS_GOLDEN</c> names, else <c>tests/golden</c> of this repository.
/// A set may lack folders; cases are found by listing it.
/// </summary>
public static class GoldenSet
{
    private const string Variable = "QWEN3TTS_GOLDEN";

    public static string Root { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder
        ? Path.GetFullPath(folder)
        : Path.Combine(FindRepository(), "tests", "golden");

    /// <summary>The files under a folder of the set that match, in alphabetical order; none where the set lacks the folder.</summary>
    /// <param name="folder">Relative to <see cref="Root"/>, for example <c>cases/tiny-base</c>.</param>
    /// <param name="pattern">A file name pattern, for example <c>codec-decode-*.json</c>.</param>
    public static IEnumerable<string> Cases(string folder, string pattern = "*.json")
    {
        string path = Path.Combine(Root, folder);
        return Directory.Exists(path) ? Directory.EnumerateFiles(path, pattern).Order(StringComparer.Ordinal) : [];
    }

    private static string FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Qwen3Tts.Fleet.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No Qwen3Tts.Fleet.sln above {AppContext.BaseDirectory}; name the golden set's folder in {Variable}.");
    }
}
