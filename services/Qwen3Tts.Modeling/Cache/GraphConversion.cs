using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Codec;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Networks;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Cache;

/// <summary>Builds a checkpoint's graphs ahead of their use, and tells which are kept.</summary>
public static class GraphConversion
{
    /// <summary>Builds every graph of <paramref name="checkpoint"/> and converts its weights, where they are not kept.</summary>
    /// <exception cref="SpeechException">The checkpoint lacks a tensor, or no cache folder can be written.</exception>
    public static void Convert(Checkpoint checkpoint, SessionSettings settings, CancellationToken cancellationToken = default)
    {
        var cancellable = settings with { Progress = new CancellableProgress(settings.Progress, cancellationToken) };
        foreach (var part in Parts(checkpoint, settings))
        {
            cancellationToken.ThrowIfCancellationRequested();
            GraphCache.OpenEntry(checkpoint, part, cancellable);
        }
    }

    /// <summary>The folder that graphs are kept in. Makes it, as serving would.</summary>
    /// <param name="cacheFolder">Null keeps them beside the checkpoint, or in the user's cache where that is read-only.</param>
    public static string Folder(Checkpoint checkpoint, string? cacheFolder) => GraphCache.Root(checkpoint, cacheFolder);

    /// <summary>The networks of <paramref name="checkpoint"/> whose graph or converted weights are not kept, or not whole.</summary>
    public static IReadOnlyList<string> Missing(Checkpoint checkpoint, SessionSettings settings) =>
        [.. Parts(checkpoint, settings).Where(part => !GraphCache.Has(checkpoint, part, settings.CacheFolder)).Select(part => part.Name)];

    /// <summary>
    /// SHA-256 of the weight files as they were when the kept graphs were made from them, by path relative to the checkpoint's
    /// folder, such as <c>speech_tokenizer/model.safetensors</c>; lower-case hexadecimal digits.
    /// </summary>
    public static IReadOnlyDictionary<string, string> StoredDigests(Checkpoint checkpoint, SessionSettings settings)
    {
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in Parts(checkpoint, settings).Where(part => GraphCache.Has(checkpoint, part, settings.CacheFolder)))
        {
            var prefix = part.Source is GraphSource.Codec ? "speech_tokenizer/" : "";
            foreach (var (file, digest) in GraphCache.Entry(checkpoint, part, settings.CacheFolder).ReadManifest()!.Sources)
                digests[prefix + file] = digest;
        }

        return digests;
    }

    /// <summary>
    /// What is kept of a checkpoint. What runs on kernels of our own needs nothing kept where weights stay as the checkpoint has them.
    /// </summary>
    private static IEnumerable<ICachePart> Parts(Checkpoint checkpoint, SessionSettings settings)
    {
        var plan = settings.Precision ?? PrecisionPlan.Float32;
        plan.EnsureServedBy(settings.Device);
        if (settings.Device is not ExecutionDevice.Cpu)
            return [GraphPart.Frame(FrameFormats.Of(plan, settings.Device)), .. GraphPart.Of(checkpoint).Except([GraphPart.TextProjection])];
        var graphs = GraphPart.Of(checkpoint).Where(part => part.OnProcessor);
        WeightPart[] weights = [TalkerNetwork.Part(checkpoint, plan), PredictorNetwork.Part(checkpoint, plan)];
        return [.. weights.Where(part => part.File.Length > 0), new CodecPart(CodecPrecision.Float32), .. graphs];
    }
}
