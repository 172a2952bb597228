using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// Self-attention of the codec's transformers, with rotary positions. Where the frames stand, and which keys each attends to, is told
/// by inputs that all layers share.
/// </summary>
internal sealed class RotaryAttention
{
    /// <summary>cos and sin of the rotary angles: [batch × 1 × positions × head width / 2].</summary>
    public const string Cosines = "rotary_cos";
    public const string Sines = "rotary_sin";

    /// <summary>0 where a position attends, −∞ where not: [batch × 1 × positions × keys].</summary>
    public const string Mask = "attention_mask";

    private readonly AttentionShape _shape;
    private readonly GraphBuilder _graph;
    private readonly GraphValue _cosines;
    private readonly GraphValue _sines;
    private readonly GraphValue _mask;

    public RotaryAttention(GraphBuilder graph, AttentionShape shape)
    {
        _graph = graph;
        _shape = shape;
        object[] angles = ["batch", 1, "positions", shape.HeadDim / 2];
        _cosines = graph.Input(Cosines, DataType.Float, angles);
        _sines = graph.Input(Sines, DataType.Float, angles);
        _mask = graph.Input(Mask, DataType.Float, "batch", 1, "positions", "keys");
    }

    /// <param name="weights">Names <c>q_proj</c>, <c>k_proj</c>, <c>v_proj</c> and <c>o_proj</c> under it.</param>
    /// <param name="x">[batch × positions × hidden].</param>
    /// <param name="extend">Puts earlier keys and values before the new ones; told which it is given.</param>
    public GraphValue Build(CheckpointWeights weights, GraphValue x, Func<GraphValue, string, GraphValue> extend)
    {
        var all = _graph.MatMul(x, weights.Linears(
            "qkv_proj",
            _shape.Hidden,
            new LinearPart("q_proj", _shape.QueryWidth),
            new LinearPart("k_proj", _shape.KeyValueWidth),
            new LinearPart("v_proj", _shape.KeyValueWidth)));
        var parts = _graph.Split(all, -1, _shape.QueryWidth, _shape.KeyValueWidth, _shape.KeyValueWidth);
        var query = Rotary.Apply(_graph, ByHead(parts[0], _shape.Heads), _cosines, _sines, _shape.HeadDim);
        var key = Rotary.Apply(_graph, ByHead(parts[1], _shape.KeyValueHeads), _cosines, _sines, _shape.HeadDim);
        var value = ByHead(parts[2], _shape.KeyValueHeads);
        var mixed = ScaledAttention.Build(_graph, _shape, query, extend(key, "key"), extend(value, "value"), _mask);
        return weights.Apply(mixed, "o_proj", _shape.Hidden, _shape.QueryWidth);
    }

    private GraphValue ByHead(GraphValue x, int heads) =>
        _graph.Transpose(_graph.Reshape(x, 0, 0, heads, _shape.HeadDim), 0, 2, 1, 3);
}
