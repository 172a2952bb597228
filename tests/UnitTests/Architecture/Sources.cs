using System.Xml.Linq;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Architecture;

/// <summary>The repository's own sources, as text.</summary>
internal static class Sources
{
    public static string Root => Repository.Root;

    public static IReadOnlyList<string> Projects { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Root, "services"), "*.csproj", SearchOption.AllDirectories).Order()];

    /// <summary>C# files that people wrote, below <paramref name="folder"/> of the repository.</summary>
    public static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Relative(file).Split('/').Any(part => part is "obj" or "bin"));

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    public static string Name(string project) => Path.GetFileNameWithoutExtension(project)["Qwen3Tts.".Length..];

    public static IEnumerable<string> Items(string project, string item) =>
        XDocument.Load(project).Descendants(item).Select(element => element.Attribute("Include")!.Value);
}
