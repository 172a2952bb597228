using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>The talker on the processor's cores: input embeddings → states and logits of code group 0.</summary>
internal sealed unsafe class TalkerNetwork : IDisposable
{
    private const int PagePositions = 32;

    private readonly NetworkWeights _weights;
    private readonly WeightMatrix _head;
    private readonly ThreadTeam _team;
    private readonly KeyValuePool _pool;
    private readonly int _maxPositions;
    private readonly NativeBuffer _logits;
    private readonly int _vocabulary;
    private readonly AlignmentHead? _watched;

    public TalkerNetwork(Checkpoint checkpoint, SessionSettings settings, ThreadTeam team, int maxRows)
    {
        var talker = checkpoint.Configuration.Talker;
        var part = Part(checkpoint, settings.Precision ?? PrecisionPlan.Float32);
        _team = team;
        _maxPositions = settings.MaxPositions;
        _vocabulary = talker.VocabularySize;
        _weights = NetworkWeights.Load(checkpoint, part, settings);
        var layout = Cache(checkpoint, part.Plan);
        Stack = new DecoderNetwork(_weights, Matrices(talker, settings.MaxPositions), team, maxRows, layout);
        _watched = checkpoint.Alignment;
        _head = _weights.Matrix(part.Matrices[^1]);
        _logits = new NativeBuffer((long)settings.Sequences * _head.Outputs * sizeof(float));
        _pool = new KeyValuePool(layout, settings.Sequences * ((settings.MaxPositions + PagePositions - 1) / PagePositions));
    }

    public DecoderNetwork Stack { get; }

    public KeyValueLayout Layout => _pool.Layout;

    /// <inheritdoc cref="KeyValuePool.Use"/>
    public double CacheUse => _pool.Use;

    /// <summary>The weights that a cache must hold for it.</summary>
    public static WeightPart Part(Checkpoint checkpoint, PrecisionPlan plan)
    {
        var talker = checkpoint.Configuration.Talker;
        var head = new MatrixSpec("codec_head", "head", talker.HiddenSize, ("talker.codec_head.weight", talker.VocabularySize));
        return new WeightPart("talker", NetworkPart.Talker, plan, [.. Matrices(talker, 1).All, head]);
    }

    /// <summary>How keys and values are kept: exactly where the weights are exact, else in 16 bits.</summary>
    public static KeyValueLayout Cache(Checkpoint checkpoint, PrecisionPlan plan)
    {
        var talker = checkpoint.Configuration.Talker;
        var exact = plan.Of(NetworkPart.Talker, "qkv_proj") is WeightFormat.Float32;
        return new KeyValueLayout(talker.Layers, talker.KeyValueHeads, talker.HeadDim, PagePositions, !exact);
    }

    /// <summary>A sequence without positions.</summary>
    public KeyValueSequence Start() => new(_pool, _maxPositions) { Watch = _watched is null ? null : new HeadWatch(_watched, _maxPositions) };

    /// <summary>Logits of the first <paramref name="rows"/> states.</summary>
    public void ComputeLogits(int rows)
    {
        if (rows > 0)
            LinearJob.Run(_team, _head, Stack.States, rows, (float*)_logits.Pointer, _head.Outputs);
    }

    /// <summary>A row's, until the next run.</summary>
    public ReadOnlySpan<float> Logits(int row) => new((float*)_logits.Pointer + (long)row * _head.Outputs, _vocabulary);

    public void Dispose()
    {
        Stack.Dispose();
        _pool.Dispose();
        _logits.Dispose();
        _weights.Dispose();
    }

    private static StackMatrices Matrices(TalkerConfiguration talker, int positions) =>
        new("talker.model.", TalkerGraph.Shape(talker) with { Positions = positions });
}
