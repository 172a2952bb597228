namespace Qwen3Tts.Modeling.Graphs;

/// <summary>SwiGLU: down(silu(gate(x)) · up(x)), with gate and up as one matrix.</summary>
internal static class GatedFeedForward
{
    public static GraphValue Build(CheckpointWeights weights, GraphValue x, long hidden, long intermediate)
    {
        var graph = weights.Graph;
        var both = graph.MatMul(x, weights.Linears(
            "gate_up_proj", hidden, new LinearPart("gate_proj", intermediate), new LinearPart("up_proj", intermediate)));
        var parts = graph.Split(both, -1, intermediate, intermediate);
        return weights.Apply(graph.Mul(graph.Silu(parts[0]), parts[1]), "down_proj", hidden, intermediate);
    }
}
