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
            foreach (var output in node.Output)
                _types.Add(output, Output(node));
        }
    }

    public DataType this[string value] => _types[value];

    private DataType Output(NodeProto node) => node.OpType switch
    {
        "Shape" or "ArgMax" => DataType.Int64,
        "Cast" => (DataType)node.Attribute.Single(attribute => attribute.Name is "to").I,
        _ => _types[node.Input[0]],
    };
}
