using Qwen3Tts.Cli.Bench;
using Qwen3Tts.UnitTests.Architecture;

namespace Qwen3Tts.UnitTests.Modeling.Alignment;

/// <summary>Nano in a folder of its own that names no alignment head, or a checkpoint of its size that has learned nothing.</summary>
internal sealed class NanoCheckpoint : IDisposable
{
    private static readonly string Source = Path.Combine(Sources.Root, "deploy", "models", "nano");

    private readonly ScratchFolder _scratch = new();

    private NanoCheckpoint()
    {
    }

    public string Folder => _scratch["nano"];

    public string AlignmentFile => Path.Combine(Folder, "alignment.json");

    public static NanoCheckpoint Trained()
    {
        var checkpoint = new NanoCheckpoint();
        Directory.CreateDirectory(checkpoint.Folder);
        foreach (var entry in Directory.EnumerateFileSystemEntries(Source).Select(Path.GetFileName).Except(["alignment.json", ".qwen3tts"]))
            checkpoint.Link(entry!);
        return checkpoint;
    }

    public static NanoCheckpoint Random(ulong seed, CancellationToken cancellation)
    {
        var checkpoint = new NanoCheckpoint();
        string[] names = ["config.json", "generation_config.json", "tokenizer_config.json", "speech_tokenizer/config.json"];
        var files = names.ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(Source, name)));
        RandomCheckpoint.Write(checkpoint.Folder, files, hasMetadata: false, seed, progress: null, cancellation);
        // Tokens as nano has them: those of bytes are all of one letter, by which nothing could be timed.
        foreach (var name in (string[])["vocab.json", "merges.txt"])
        {
            File.Delete(Path.Combine(checkpoint.Folder, name));
            checkpoint.Link(name);
        }

        checkpoint.Link("voices");
        return checkpoint;
    }

    public void Dispose() => _scratch.Dispose();

    private void Link(string name) => File.CreateSymbolicLink(Path.Combine(Folder, name), Path.Combine(Source, name));
}
