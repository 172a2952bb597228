namespace Qwen3Tts.Modeling.Graphs;

/// <summary>Rotary position embedding in the rotate-half form: the first half of a head pairs with the second.</summary>
internal static class Rotary
{
    /// <param name="x">[batch × heads × positions × width].</param>
    /// <param name="cos">Broadcasts to [batch × heads × positions × width / 2].</param>
    public static GraphValue Apply(GraphBuilder graph, GraphValue x, GraphValue cos, GraphValue sin, int width)
    {
        var halves = graph.Split(x, -1, width / 2, width / 2);
        return graph.Concat(
            -1,
            graph.Sub(graph.Mul(halves[0], cos), graph.Mul(halves[1], sin)),
            graph.Add(graph.Mul(halves[1], cos), graph.Mul(halves[0], sin)));
    }
}
