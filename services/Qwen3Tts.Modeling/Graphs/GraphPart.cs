using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>One network of a checkpoint: its name in the cache, which weights it is made from, and how it is built.</summary>
internal sealed record GraphPart(string Name, GraphSource Source, Func<Checkpoint, GraphBuilder> Build)
{
    public static readonly GraphPart Talker = new("talker", GraphSource.Model, TalkerGraph.Build);

    public static readonly GraphPart TextProjection = new("text-projection", GraphSource.Model, TextProjectionGraph.Build);

    public static readonly GraphPart CodePredictor = new("code-predictor", GraphSource.Model, CodePredictorGraph.Build);

    public static readonly GraphPart CodecDecoder = new("codec-decoder", GraphSource.Codec, CodecDecoderGraph.Build);

    public static readonly GraphPart CodecEncoder = new("codec-encoder", GraphSource.Codec, CodecEncoderGraph.Build);

    public static readonly GraphPart CodecQuantizer = new("codec-quantizer", GraphSource.Codec, CodecQuantizerGraph.Build);

    public static readonly GraphPart SpeakerEncoder = new("speaker-encoder", GraphSource.Model, SpeakerEncoderGraph.Build);

    /// <summary>The weights that it is made from.</summary>
    public TensorSet TensorsOf(Checkpoint checkpoint) => Source == GraphSource.Model ? checkpoint.Tensors : checkpoint.CodecTensors;

    /// <summary>Every network that <paramref name="checkpoint"/> has.</summary>
    public static IReadOnlyList<GraphPart> Of(Checkpoint checkpoint) => checkpoint.Configuration.SpeakerEncoder is null
        ? [TextProjection, Talker, CodePredictor, CodecDecoder]
        : [TextProjection, Talker, CodePredictor, CodecDecoder, CodecEncoder, CodecQuantizer, SpeakerEncoder];
}
