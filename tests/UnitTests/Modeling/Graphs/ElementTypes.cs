using Qwen3Tts.Modeling.Onnx;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.UnitTests.Modeling.Graphs;

/// <summary>The element type of every value in a graph: the declared ones, and what each operator makes of them.</summary>
internal sealed class ElementTypes
{
    private readonly Dictionary<string, DataType> _types;

    public ElementTypes(GraphProto graph)
    {
        _types = graph.Input.ToDictionary(input => input.Name, input => (DataType)input.Type.TensorType.ElemType);
        foreach (var weight in graph.Initializer)
            _types.Add(weight.Name, (DataType)weight.DataType);
        foreach (var node in graph.Node)
        {
            for (var i = 0; i < node.Output.Count; i++)
                _types.Add(node.Output[i], Output(node, i));
        }
    }

    public DataType this[string value] => _types[value];

    /// <summary>The type that an operator's kernel is chosen by.</summary>
    public DataType Of(NodeProto node) => _types[node.Input[node.OpType is "Where" ? 1 : 0]];

    private DataType Output(NodeProto node, int output) => node.OpType switch
    {
        "Shape" or "ArgMax" => DataType.Int64,
        "TopK" when output == 1 => DataType.Int64,
        "Less" or "Greater" or "GreaterOrEqual" => DataType.Bool,
        "Cast" => (DataType)node.Attribute.Single(attribute => attribute.Name is "to").I,
        _ => Of(node),
    };
}
