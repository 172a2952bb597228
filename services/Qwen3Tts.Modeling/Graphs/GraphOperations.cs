using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>The operators that the networks are made of, by name.</summary>
internal static class GraphOperations
{
    public static GraphValue Add(this GraphBuilder graph, GraphValue a, GraphValue b) => graph.Node("Add", [a, b]);

    public static GraphValue Sub(this GraphBuilder graph, GraphValue a, GraphValue b) => graph.Node("Sub", [a, b]);

    public static GraphValue Mul(this GraphBuilder graph, GraphValue a, GraphValue b) => graph.Node("Mul", [a, b]);

    public static GraphValue MatMul(this GraphBuilder graph, GraphValue a, GraphValue b) => graph.Node("MatMul", [a, b]);

    public static GraphValue Cast(this GraphBuilder graph, GraphValue x, DataType type) => graph.Node("Cast", [x], ("to", (long)type));

    /// <summary>The same value in another type, or itself where it has that already.</summary>
    public static GraphValue Convert(this GraphBuilder graph, GraphValue x, DataType from, DataType to) =>
        from == to ? x : graph.Cast(x, to);

    public static GraphValue Where(this GraphBuilder graph, GraphValue condition, GraphValue then, GraphValue otherwise) =>
        graph.Node("Where", [condition, then, otherwise]);

    public static GraphValue Sigmoid(this GraphBuilder graph, GraphValue x) => graph.Node("Sigmoid", [x]);

    /// <summary>x · sigmoid(x).</summary>
    public static GraphValue Silu(this GraphBuilder graph, GraphValue x) => graph.Mul(x, graph.Sigmoid(x));

    /// <summary>The exact x · Φ(x), by the error function.</summary>
    public static GraphValue Gelu(this GraphBuilder graph, GraphValue x) =>
        graph.Nodes("Gelu", GraphBuilder.ContribDomain, 1, [x])[0];

    /// <param name="shape">0 keeps a size, -1 is what is left.</param>
    public static GraphValue Reshape(this GraphBuilder graph, GraphValue x, params long[] shape) =>
        graph.Node("Reshape", [x, graph.Constant(shape)]);

    public static GraphValue Transpose(this GraphBuilder graph, GraphValue x, params long[] order) =>
        graph.Node("Transpose", [x], ("perm", order));

    public static GraphValue Concat(this GraphBuilder graph, int axis, params GraphValue[] parts) =>
        graph.Node("Concat", parts, ("axis", axis));

    public static GraphValue Gather(this GraphBuilder graph, GraphValue table, GraphValue indices, int axis = 0) =>
        graph.Node("Gather", [table, indices], ("axis", axis));

    public static GraphValue Softmax(this GraphBuilder graph, GraphValue x, int axis = -1) =>
        graph.Node("Softmax", [x], ("axis", axis));

    public static GraphValue[] Split(this GraphBuilder graph, GraphValue x, int axis, params long[] sizes) =>
        graph.Nodes("Split", "", sizes.Length, [x, graph.Constant(sizes)], ("axis", axis));

    /// <summary>From <paramref name="start"/> to before <paramref name="end"/> along one axis; negative counts from the end.</summary>
    public static GraphValue Slice(this GraphBuilder graph, GraphValue x, int axis, long start, long end = long.MaxValue) =>
        graph.Node("Slice", [x, graph.Constant(start), graph.Constant(end), graph.Constant(axis)]);

    /// <summary>The size along one axis: [1].</summary>
    public static GraphValue Size(this GraphBuilder graph, GraphValue x, int axis) =>
        graph.Node("Shape", [x], ("start", axis), ("end", axis + 1));

    /// <summary>How much the size along an axis lacks of a whole number of <paramref name="unit"/>s: [1].</summary>
    public static GraphValue Remainder(this GraphBuilder graph, GraphValue x, int axis, long unit)
    {
        // The modulus has the divisor's sign, so that of the negated size is what lacks.
        var size = graph.Size(x, axis);
        return graph.Node("Mod", [graph.Node("Neg", [size]), graph.Constant(unit)]);
    }

    public static GraphValue ReduceSum(this GraphBuilder graph, GraphValue x, int axis, bool keep = false) =>
        graph.Node("ReduceSum", [x, graph.Constant(axis)], ("keepdims", keep ? 1 : 0));

    public static GraphValue ReduceMean(this GraphBuilder graph, GraphValue x, int axis, bool keep = false) =>
        graph.Node("ReduceMean", [x], ("axes", new[] { (long)axis }), ("keepdims", keep ? 1 : 0));

    /// <summary>x / √(mean(x²) + ε) · weight over the last axis.</summary>
    public static GraphValue RmsNorm(this GraphBuilder graph, GraphValue x, GraphValue weight, float epsilon) =>
        graph.Node("SimplifiedLayerNormalization", [x, weight], ("axis", -1), ("epsilon", epsilon), ("stash_type", 1));

    public static GraphValue LayerNorm(this GraphBuilder graph, GraphValue x, GraphValue weight, GraphValue bias, float epsilon) =>
        graph.Node("LayerNormalization", [x, weight, bias], ("axis", -1), ("epsilon", epsilon));
}
