using Qwen3Tts.Modeling.Checkpoints;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>Takes tensors out of a checkpoint and lays them out as a graph wants them. Shapes are checked when a weight is asked for.</summary>
/// <param name="graph">Gets the weights.</param>
/// <param name="tensors">Where they come from.</param>
/// <param name="prefix">Stands before every name, such as <c>talker.</c>.</param>
/// <param name="type">What matrices, and vectors that are laid out anew, are held and used in.</param>
internal sealed class CheckpointWeights(GraphBuilder graph, TensorSet tensors, string prefix, DataType type = DataType.Float)
{
    public GraphBuilder Graph => graph;

    public DataType Type => type;

    public CheckpointWeights Under(string name) => new(graph, tensors, $"{prefix}{name}.", type);

    public bool Has(string name) => tensors.Contains(prefix + name);

    /// <summary>A tensor as it is stored, in single precision.</summary>
    public GraphValue Tensor(string name, params long[] shape)
    {
        var tensor = tensors.Get(prefix + name, shape);
        return graph.Weight(prefix + name, shape, tensor.ToFloats);
    }

    /// <summary>A stored tensor of <paramref name="stored"/>'s shape, changed by <paramref name="make"/> into <paramref name="shape"/>.</summary>
    public GraphValue Derived(string name, long[] stored, long[] shape, Func<float[], float[]> make)
    {
        var tensor = tensors.Get(prefix + name, stored);
        return graph.Weight(prefix + name, shape, () => make(tensor.ToFloats()), type);
    }

    /// <summary>Values made from several tensors of this set; <paramref name="make"/> reads them by their full names.</summary>
    public GraphValue Combined(string name, long[] shape, Func<Func<string, long[], float[]>, float[]> make) =>
        graph.Weight(prefix + name, shape, () => make((tensor, stored) => tensors.Get(prefix + tensor, stored).ToFloats()), type);

    /// <summary>Values that are in no tensor.</summary>
    public GraphValue Computed(string name, long[] shape, DataType held, Func<float[]> make) => graph.Weight(prefix + name, shape, make, held);

    /// <summary>A table [rows × width], by its stored name.</summary>
    public GraphValue Table(string name, long rows, long width) => Derived(name, [rows, width], [rows, width], stored => stored);

    /// <summary>The weight of a linear layer, stored [outputs × inputs], as a MatMul wants it: [inputs × outputs].</summary>
    public GraphValue Linear(string name, long outputs, long inputs) =>
        Linears(name, inputs, new LinearPart(name, outputs));

    /// <summary>Several linear layers on the same input as one matrix: [inputs × all outputs].</summary>
    public GraphValue Linears(string name, long inputs, params LinearPart[] parts)
    {
        var sources = parts.Select(part => tensors.Get($"{prefix}{part.Name}.weight", part.Outputs, inputs)).ToArray();
        var width = parts.Sum(part => part.Width);
        return graph.Weight(prefix + name + ".weight", [inputs, width], () =>
        {
            var matrix = new float[inputs * width];
            var column = 0L;
            foreach (var (part, source) in parts.Zip(sources))
            {
                MatrixLayout.TransposeInto(part.Arrange(source.ToFloats()), (int)part.Width, (int)inputs, matrix, (int)width, (int)column);
                column += part.Width;
            }

            return matrix;
        }, type);
    }

    /// <summary>x · Wᵀ + b; <paramref name="x"/> is [… × inputs].</summary>
    public GraphValue Apply(GraphValue x, string name, long outputs, long inputs, bool bias = false)
    {
        var product = graph.MatMul(x, Linear(name, outputs, inputs));
        return bias ? graph.Add(product, Tensor(name + ".bias", outputs)) : product;
    }
}
