using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// Draws codes from logits in a graph, by the rules of <see cref="Sampling.CodeSampler"/>, each row by settings of its own that are
/// inputs: one captured graph serves every request. Greedy is a setting like the others (see <see cref="Sampling.ChoiceInputs"/>).
/// </summary>
internal sealed class CodeChoice
{
    public const string Noise = "noise";
    public const string Allowed = "allowed";
    public const string Penalties = "penalties";
    public const string Temperatures = "temperatures";
    public const string Ranks = "ranks";
    public const string Cuts = "cuts";

    // A code that may not be drawn. Not −∞: CUDA's sort fills up with the lowest finite number, which must stay the lowest. And a sum with
    // noise stays far below every logit.
    private const float Never = -1e30f;

    private readonly GraphBuilder _graph;
    private readonly GraphValue _allowed;
    private readonly GraphValue _penalties;
    private readonly GraphValue[] _noise;
    private readonly GraphValue[] _temperatures;
    private readonly GraphValue[] _ranks;
    private readonly GraphValue[] _cuts;

    /// <param name="vocabularies">Of each code group.</param>
    public CodeChoice(GraphBuilder graph, int[] vocabularies)
    {
        _graph = graph;
        _allowed = graph.Input(Allowed, DataType.Bool, "batch", vocabularies[0]);
        _penalties = graph.Input(Penalties, DataType.Float, "batch", vocabularies[0]);
        _noise = graph.Split(
            graph.Input(Noise, DataType.Double, "batch", vocabularies.Sum()), 1, [.. vocabularies.Select(size => (long)size)]);
        // Of group 0, and of all others.
        _temperatures = graph.Split(graph.Input(Temperatures, DataType.Float, "batch", 2), 1, 1, 1);
        _ranks = graph.Split(graph.Input(Ranks, DataType.Int64, "batch", 2), 1, 1, 1);
        _cuts = graph.Split(graph.Input(Cuts, DataType.Float, "batch", 2), 1, 1, 1);
    }

    /// <summary>The code of group 0: [batch × 1].</summary>
    /// <param name="logits">[batch × vocabulary].</param>
    public GraphValue First(GraphValue logits, int vocabulary)
    {
        var negative = _graph.Node("Less", [logits, _graph.Scalar(0f)]);
        var penalised = _graph.Where(negative, _graph.Mul(logits, _penalties), _graph.Node("Div", [logits, _penalties]));
        return Draw(_graph.Where(_allowed, penalised, _graph.Scalar(Never)), vocabulary, group: 0);
    }

    /// <summary>The code of a further group: [batch × 1].</summary>
    public GraphValue Further(int group, GraphValue logits, int vocabulary) => Draw(logits, vocabulary, group);

    private GraphValue Draw(GraphValue scores, int vocabulary, int group)
    {
        var network = group == 0 ? 0 : 1;
        GraphValue never = _graph.Scalar(Never);
        scores = _graph.Node("Div", [scores, _temperatures[network]]);
        // Ascending, so that the running sum adds in the sampler's order on every device.
        var sorted = _graph.Nodes("TopK", "", 2, [scores, _graph.Constant(vocabulary)], ("axis", -1), ("largest", 0), ("sorted", 1))[0];
        var lowest = _graph.Node("GatherElements", [sorted, _ranks[network]], ("axis", 1));
        var kept = _graph.Where(AtLeast(sorted, lowest), sorted, never);
        var mass = _graph.Node("CumSum", [_graph.Softmax(kept), _graph.Scalar(1L)]);
        var within = _graph.Where(_graph.Node("Greater", [mass, _cuts[network]]), sorted, _graph.Scalar(-Never));
        var least = _graph.Node("ReduceMin", [within], ("axes", new[] { 1L }), ("keepdims", 1));
        // The highest stays, whatever rounding made of the sums.
        var highest = _graph.Slice(sorted, 1, -1);
        var threshold = _graph.Node("Min", [_graph.Node("Max", [lowest, least]), highest]);
        var remaining = _graph.Where(AtLeast(scores, threshold), scores, never);
        return _graph.Node("ArgMax", [_graph.Add(_graph.Cast(remaining, DataType.Double), _noise[group])], ("axis", 1), ("keepdims", 1));
    }

    private GraphValue AtLeast(GraphValue x, GraphValue least) => _graph.Node("GreaterOrEqual", [x, least]);
}
