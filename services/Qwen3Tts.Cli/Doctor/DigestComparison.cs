using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Cli.Doctor;

/// <summary>Compares the weight files' SHA-256 with the one that was stored when graphs were made from them.</summary>
internal static class DigestComparison
{
    private const string Repair = "The file is not what it was: 'qwen3tts pull' downloads it again, 'qwen3tts convert' builds its graphs anew.";

    /// <summary>Reads every byte of every weight file.</summary>
    public static IEnumerable<Finding> Of(Checkpoint checkpoint, string? cacheFolder)
    {
        var stored = GraphConversion.StoredDigests(checkpoint, cacheFolder);
        foreach (var path in checkpoint.Tensors.All.Concat(checkpoint.CodecTensors.All).Select(tensor => tensor.File).Distinct().Order())
        {
            var name = Path.GetRelativePath(checkpoint.Folder, path).Replace('\\', '/');
            var subject = $"{checkpoint.Name}/{name}";
            var digest = CheckpointDigest.OfFile(path);
            yield return !stored.TryGetValue(name, out var expected)
                ? Finding.Notice(subject, $"SHA-256 {digest}; no graph is kept that says what it was", "Build the graphs with 'qwen3tts convert', then verify.")
                : expected == digest
                    ? Finding.Good(subject, $"SHA-256 {digest}, as when its graphs were built")
                    : Finding.Fault(subject, $"SHA-256 {digest}; when its graphs were built it was {expected}", Repair);
        }
    }
}
