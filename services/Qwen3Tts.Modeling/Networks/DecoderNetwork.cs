using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Quantisation;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>
/// A Qwen3-style decoder stack over rows of any sequences at once: steps, prefills and parts of prefills alike. What a row gets depends
/// on its sequence alone. Memory for <see cref="MaxRows"/> rows is set aside at the start; a run allocates nothing.
/// </summary>
internal sealed unsafe class DecoderNetwork : IDisposable
{
    private readonly ThreadTeam _team;
    private readonly DecoderStackShape _shape;
    private readonly KeyValueLayout _cache;
    private readonly DecoderLayer[] _layers;
    private readonly NativeBuffer _finalNorm;
    private readonly RotaryAngles _angles;
    private readonly Activations _normed;
    private readonly Activations _mixed;
    private readonly Activations _inner;
    private readonly NativeBuffer _projected;
    private readonly int _projectedWidth;

    /// <param name="weights">Hold the matrices of <paramref name="matrices"/>.</param>
    /// <param name="maxRows">Of one run.</param>
    /// <param name="cache">How keys and values are kept.</param>
    public DecoderNetwork(NetworkWeights weights, StackMatrices matrices, ThreadTeam team, int maxRows, KeyValueLayout cache)
    {
        _team = team;
        _shape = matrices.Shape;
        _cache = cache;
        _angles = new RotaryAngles(_shape.Positions, _shape.Attention.HeadDim, _shape.RopeTheta);
        _layers = [.. Enumerable.Range(0, _shape.Layers).Select(layer => Load(weights, matrices, layer))];
        _finalNorm = weights.Vector($"{matrices.Prefix}norm.weight", _shape.Attention.Hidden);
        _projectedWidth = _layers[0].Projections.Outputs;
        Input = new Activations(maxRows, _shape.Attention.Hidden);
        States = new Activations(maxRows, _shape.Attention.Hidden);
        _normed = new Activations(maxRows, _shape.Attention.Hidden);
        _mixed = new Activations(maxRows, (int)_shape.Attention.QueryWidth);
        _inner = new Activations(maxRows, _shape.Intermediate);
        _projected = new NativeBuffer((long)maxRows * _projectedWidth * sizeof(float));
    }

    public int MaxRows => Input.Rows;

    /// <summary>Where the rows of a run are put: [rows × hidden]. A run overwrites them.</summary>
    public Activations Input { get; }

    /// <summary>After a run: the state after the final norm of each slice's last row, [slices × hidden].</summary>
    public Activations States { get; }

    /// <summary>Runs the stack over rows 0 to <paramref name="rows"/> − 1 of <see cref="Input"/>; the sequences grow by their slices' rows.</summary>
    /// <param name="slices">The first <paramref name="count"/> of them cover the rows.</param>
    public void Run(SequenceSlice[] slices, int count, int rows)
    {
        for (var i = 0; i < count; i++)
            ((KeyValueSequence)slices[i].Sequence).Reserve(slices[i].Rows);
        var hidden = Input.Stride;
        foreach (var layer in _layers)
        {
            NormJob.Run(_team, Input, layer.InputNorm, _shape.Epsilon, _normed, rows);
            LinearJob.Run(_team, layer.Projections, _normed, rows, (float*)_projected.Pointer, _projectedWidth);
            Attend(layer.Attention, slices, count);
            LinearJob.Run(_team, layer.Output, _mixed, rows, Input.Values, hidden, add: true);
            NormJob.Run(_team, Input, layer.FeedForwardNorm, _shape.Epsilon, _normed, rows);
            GatedJob.Run(_team, layer.Gate, layer.Up, _normed, rows, _inner);
            LinearJob.Run(_team, layer.Down, _inner, rows, Input.Values, hidden, add: true);
        }

        for (var i = 0; i < count; i++)
        {
            ((KeyValueSequence)slices[i].Sequence).Advance(slices[i].Rows);
            RowMath.RmsNorm(
                Input.Values + (long)slices[i].LastRow * hidden,
                (float*)_finalNorm.Pointer,
                _shape.Epsilon,
                Input.Width,
                States.Values + (long)i * States.Stride);
        }
    }

    public void Dispose()
    {
        _angles.Dispose();
        Input.Dispose();
        States.Dispose();
        _normed.Dispose();
        _mixed.Dispose();
        _inner.Dispose();
        _projected.Dispose();
    }

    private void Attend(AttentionLayer layer, SequenceSlice[] slices, int count)
    {
        if (_cache.Integers)
        {
            var job = new AttentionJob<IntegerKeyValues>(layer, slices, (float*)_projected.Pointer, _projectedWidth, _mixed);
            _team.Run(ref job, count * layer.KeyValueHeads);
        }
        else
        {
            var job = new AttentionJob<FloatKeyValues>(layer, slices, (float*)_projected.Pointer, _projectedWidth, _mixed);
            _team.Run(ref job, count * layer.KeyValueHeads);
        }
    }

    private DecoderLayer Load(NetworkWeights weights, StackMatrices matrices, int layer)
    {
        var prefix = $"{matrices.Prefix}layers.{layer}.";
        int hidden = _shape.Attention.Hidden, head = _shape.Attention.HeadDim;
        return new DecoderLayer(
            weights.Vector($"{prefix}input_layernorm.weight", hidden),
            weights.Matrix(matrices.Projections(layer)),
            new AttentionLayer(
                layer,
                _shape.Attention,
                _shape.Epsilon,
                _cache,
                _angles,
                weights.Vector($"{prefix}self_attn.q_norm.weight", head),
                weights.Vector($"{prefix}self_attn.k_norm.weight", head)),
            weights.Matrix(matrices.Output(layer)),
            weights.Vector($"{prefix}post_attention_layernorm.weight", hidden),
            weights.Matrix(matrices.Gate(layer)),
            weights.Matrix(matrices.Up(layer)),
            weights.Matrix(matrices.Down(layer)));
    }
}
