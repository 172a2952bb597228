using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.UnitTests.Architecture;

namespace Qwen3Tts.UnitTests.Modeling;

/// <summary>A copy of a small golden checkpoint in a folder of its own, to be changed; removed when disposed.</summary>
internal sealed class GoldenCheckpoint : IDisposable
{
    public GoldenCheckpoint(string name = "tiny-base")
    {
        Folder = Directory.CreateTempSubdirectory("qwen3tts-").FullName;
        var source = Path.Combine(Sources.Root, "tests", "golden", "checkpoints", name);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public string Folder { get; }

    public string CacheFolder => Path.Combine(Folder, ".qwen3tts");

    public Checkpoint Open() => Checkpoint.Open(Folder, "golden");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
