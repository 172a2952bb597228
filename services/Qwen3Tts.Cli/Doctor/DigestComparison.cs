using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Cli.Doctor;

/// <summary>
/// Compares the SHA-256 of weight files with the published one, and with the one that was stored when graphs were made from
/// them.
/// </summary>
public static class DigestComparison
{
    /// <summary>Reads every byte of every weight file.</summary>
    public static IEnumerable<Finding> Of(Checkpoint checkpoint, SessionSettings settings, CancellationToken cancellationToken)
    {
        var stored = GraphConversion.StoredDigests(checkpoint, settings);
        var folder = Path.GetFileName(Path.TrimEndingDirectorySeparator(checkpoint.Folder));
        foreach (var path in checkpoint.Tensors.All.Concat(checkpoint.CodecTensors.All).Select(tensor => tensor.File).Distinct().Order())
        {
            var file = Path.GetRelativePath(checkpoint.Folder, path).Replace('\\', '/');
            var digest = CheckpointDigest.OfFile(path, progress: null, cancellationToken);
            yield return Judge($"{checkpoint.Name}/{file}", digest, stored.GetValueOrDefault(file), PublishedDigests.Of(folder, file));
        }
    }

    /// <param name="stored">When graphs were made from the file; null where none are kept.</param>
    /// <param name="published">For the official checkpoint that the folder is named for; null where none is.</param>
    public static Finding Judge(string subject, string digest, string? stored, string? published)
    {
        if (published is not null && published != digest)
        {
            return Finding.Fault(
                subject,
                $"SHA-256 {digest}; the published one is {published}",
                "Download it again with 'qwen3tts pull'; if these weights are your own, give their folder another name.");
        }

        if (stored is not null && stored != digest)
        {
            return Finding.Fault(
                subject,
                $"SHA-256 {digest}; when its graphs were built it was {stored}",
                "The file has decayed: put the right one in its place, for example with 'qwen3tts pull'.");
        }

        var known = PublishedDigests.Identify(digest) is { } official ? $", as published for {official}" : "";
        return stored is null && known is ""
            ? Finding.Notice(subject, $"SHA-256 {digest}; nothing is known to compare it with", "'qwen3tts convert' stores it, for later checks.")
            : Finding.Good(subject, $"SHA-256 {digest}{known}{(stored is null ? "" : ", as when its graphs were built")}");
    }
}
