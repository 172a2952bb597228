using System.Runtime.InteropServices;
using Google.Protobuf;
using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>One network of a checkpoint: its name in the cache, which weights it is made from, and how it is built.</summary>
internal sealed record GraphPart(string Name, GraphSource Source, Func<Checkpoint, GraphBuilder> Build) : ICachePart
{
    public const string ModelFile = "model.onnx";
    private const string WeightsFile = "weights.bin";

    public static readonly GraphPart Talker = new("talker", GraphSource.Model, TalkerGraph.Build) { Captured = true };

    public static readonly GraphPart TextProjection = new("text-projection", GraphSource.Model, TextProjectionGraph.Build);

    public static readonly GraphPart CodePredictor = new("code-predictor", GraphSource.Model, CodePredictorGraph.Build) { Captured = true };

    public static readonly GraphPart CodecDecoder = new("codec-decoder", GraphSource.Codec, CodecDecoderGraph.Build);

    public static readonly GraphPart CodecEncoder = new("codec-encoder", GraphSource.Codec, CodecEncoderGraph.Build);

    public static readonly GraphPart CodecQuantizer = new("codec-quantizer", GraphSource.Codec, CodecQuantizerGraph.Build);

    public static readonly GraphPart SpeakerEncoder = new("speaker-encoder", GraphSource.Model, SpeakerEncoderGraph.Build);

    public string Precision => "fp32";

    /// <summary>False where the processor's cores run the network on kernels of our own; its graph is for other devices.</summary>
    public bool OnProcessor => this == CodecEncoder || this == CodecQuantizer || this == SpeakerEncoder;

    /// <summary>
    /// True for a step whose sizes never change, meant to be captured as a CUDA graph: its buffers are bound once, it has no control flow,
    /// and all of it runs on the GPU.
    /// </summary>
    public bool Captured { get; init; }

    /// <summary>Every network that <paramref name="checkpoint"/> has.</summary>
    public static IReadOnlyList<GraphPart> Of(Checkpoint checkpoint) => checkpoint.Configuration.SpeakerEncoder is null
        ? [TextProjection, Talker, CodePredictor, CodecDecoder]
        : [TextProjection, Talker, CodePredictor, CodecDecoder, CodecEncoder, CodecQuantizer, SpeakerEncoder];

    public IReadOnlyList<string> Write(Checkpoint checkpoint, string folder, Action<long, long> report)
    {
        var graph = Build(checkpoint);
        WriteWeights(graph.Weights, Path.Combine(folder, WeightsFile), report);
        using var model = File.Create(Path.Combine(folder, ModelFile));
        graph.Build(WeightsFile).WriteTo(model);
        return [ModelFile, WeightsFile];
    }

    private static void WriteWeights(IReadOnlyList<GraphWeight> weights, string path, Action<long, long> report)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
        long written = 0, total = weights.Sum(weight => weight.ByteLength);
        foreach (var weight in weights)
        {
            stream.Position = WeightLayout.Align(stream.Position);
            var values = weight.Make();
            if (values.Length * (long)sizeof(float) != weight.ByteLength)
                throw new InvalidOperationException($"Weight {weight.Name} was made with {values.Length} values; its shape says otherwise.");
            stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            report(written += weight.ByteLength, total);
        }
    }
}
