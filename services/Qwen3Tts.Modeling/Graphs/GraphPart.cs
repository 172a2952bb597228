using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>One network of a checkpoint: its name in the cache, which weights it is made from, and how it is built.</summary>
internal sealed record GraphPart(string Name, GraphSource Source, Func<Checkpoint, GraphBuilder> Build) : ICachePart
{
    public const string ModelFile = "model.onnx";
    private const string WeightsFile = "weights.bin";

    public static readonly GraphPart TextProjection = new("text-projection", GraphSource.Model, TextProjectionGraph.Build);

    public static readonly GraphPart CodecDecoder = new("codec-decoder", GraphSource.Codec, CodecDecoderGraph.Build) { Captured = true };

    public static readonly GraphPart CodecEncoder = new("codec-encoder", GraphSource.Codec, CodecEncoderGraph.Build);

    public static readonly GraphPart CodecQuantizer = new("codec-quantizer", GraphSource.Codec, CodecQuantizerGraph.Build);

    public static readonly GraphPart SpeakerEncoder = new("speaker-encoder", GraphSource.Model, SpeakerEncoderGraph.Build);

    public string Precision { get; init; } = "fp32";

    /// <summary>False where the processor's cores run the network on kernels of our own; its graph is for other devices.</summary>
    public bool OnProcessor => this == CodecEncoder || this == CodecQuantizer || this == SpeakerEncoder;

    /// <summary>
    /// True for a step whose sizes never change, meant to be captured as a CUDA graph: its buffers are bound once, it has no control flow,
    /// and all of it runs on the GPU.
    /// </summary>
    public bool Captured { get; init; }

    /// <summary>Talker, code predictor and the drawing of codes: a frame in one run.</summary>
    public static GraphPart Frame(FrameFormats formats) =>
        new("frame", GraphSource.Model, checkpoint => FrameGraph.Build(checkpoint, formats)) { Captured = true, Precision = formats.ToString() };

    /// <summary>Every network but <see cref="Frame"/> that <paramref name="checkpoint"/> has.</summary>
    public static IReadOnlyList<GraphPart> Of(Checkpoint checkpoint) => checkpoint.Configuration.SpeakerEncoder is null
        ? [TextProjection, CodecDecoder]
        : [TextProjection, CodecDecoder, CodecEncoder, CodecQuantizer, SpeakerEncoder];

    public IReadOnlyList<string> Write(Checkpoint checkpoint, string folder, Action<long, long> report)
    {
        var graph = Build(checkpoint);
        WriteWeights(graph.Weights, Path.Combine(folder, WeightsFile), report);
        using var model = File.Create(Path.Combine(folder, ModelFile));
        graph.Build(WeightsFile).WriteTo(model);
        return [ModelFile, WeightsFile];
    }

    /// <summary>Writes the weights of a graph as its model describes them.</summary>
    /// <param name="report">Told bytes written and bytes in all.</param>
    public static void WriteWeights(IReadOnlyList<GraphWeight> weights, string path, Action<long, long> report)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
        var halves = Array.Empty<Half>();
        long written = 0, total = weights.Sum(weight => weight.ByteLength);
        foreach (var weight in weights)
        {
            stream.Position = WeightLayout.Align(stream.Position);
            var values = weight.Make();
            if (values.Length != weight.Shape.Aggregate(1L, (product, size) => product * size))
                throw new InvalidOperationException($"Weight {weight.Name} was made with {values.Length} values; its shape says otherwise.");
            if (weight.Type is DataType.Float16)
            {
                if (halves.Length < values.Length)
                    halves = new Half[values.Length];
                WriteHalves(weight.Name, values, halves.AsSpan(0, values.Length), stream);
            }
            else
            {
                stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            }

            report(written += weight.ByteLength, total);
        }
    }

    private static void WriteHalves(string name, float[] values, Span<Half> halves, Stream stream)
    {
        if (TensorPrimitives.MaxMagnitude<float>(values) is var largest && !(MathF.Abs(largest) <= (float)Half.MaxValue))
            throw SpeechException.Unsupported($"Tensor '{name}' holds {largest:g4}, which fp16 does not reach. Choose Models:Precision=fp32.");
        TensorPrimitives.ConvertToHalf(values, halves);
        stream.Write(MemoryMarshal.AsBytes(halves));
    }
}
