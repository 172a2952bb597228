using Qwen3Tts.UnitTests.Architecture;

namespace Qwen3Tts.UnitTests;

/// <summary>A folder of a test's own, removed with it.</summary>
public sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("qwen3tts-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>The folder of a golden checkpoint, as the repository has it.</summary>
    public static string Golden(string checkpoint) => System.IO.Path.Combine(Sources.Root, "tests", "golden", "checkpoints", checkpoint);

    /// <summary>Copies a golden checkpoint here, to be damaged.</summary>
    public string CopyGolden(string checkpoint)
    {
        string source = Golden(checkpoint), target = this[checkpoint];
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = System.IO.Path.Combine(target, System.IO.Path.GetRelativePath(source, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
