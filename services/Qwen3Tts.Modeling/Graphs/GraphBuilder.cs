using System.Runtime.InteropServices;
using Google.Protobuf;
using Qwen3Tts.Modeling.Onnx;
using static Qwen3Tts.Modeling.Onnx.AttributeProto.Types;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>Writes one ONNX graph, node by node. Weights go to a file of their own beside the model.</summary>
/// <param name="name">Names the graph in error messages of the runtime.</param>
internal sealed class GraphBuilder(string name)
{
    /// <summary>Domain of ONNX Runtime's own operators.</summary>
    public const string ContribDomain = "com.microsoft";

    // Opset 17 and IR 8 are what every operator used here was last changed at or before.
    private const int OpsetVersion = 17;
    private const int IrVersion = 8;

    private readonly GraphProto _graph = new() { Name = name };
    private readonly List<GraphWeight> _weights = [];
    private readonly HashSet<string> _weightNames = [];
    private readonly Dictionary<string, GraphValue> _constants = [];
    private int _next;

    public IReadOnlyList<GraphWeight> Weights => _weights;

    /// <param name="dimensions">Each a number, or a name for a size known only at run time.</param>
    public GraphValue Input(string input, DataType type, params object[] dimensions)
    {
        _graph.Input.Add(Describe(input, type, dimensions));
        return new GraphValue(input);
    }

    public void Output(string output, GraphValue value, DataType type, params object[] dimensions)
    {
        _graph.Node.Add(new NodeProto { OpType = "Identity", Input = { value.Name }, Output = { output } });
        _graph.Output.Add(Describe(output, type, dimensions));
    }

    /// <summary>Makes a node's own output an output of the graph, so that a buffer bound to it is written in place.</summary>
    public void OutputOf(GraphValue value, DataType type, params object[] dimensions) =>
        _graph.Output.Add(Describe(value.Name, type, dimensions));

    /// <summary>A weight; asked for again by its name, the same one: parts of a graph that run several times hold their weights once.</summary>
    public GraphValue Weight(string weight, long[] shape, Func<float[]> make, DataType type = DataType.Float)
    {
        if (_weightNames.Add(weight))
            _weights.Add(new GraphWeight(weight, shape, type, make));
        return new GraphValue(weight);
    }

    public GraphValue Constant(params long[] values) =>
        Constant("i" + string.Join('_', values), DataType.Int64, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()));

    public GraphValue Scalar(long value) =>
        Constant("s" + value, DataType.Int64, [], MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value)));

    public GraphValue Scalar(float value) =>
        Constant("f" + BitConverter.SingleToInt32Bits(value), DataType.Float, [], MemoryMarshal.AsBytes(new ReadOnlySpan<float>(in value)));

    /// <summary>A number of 32 bits: [1].</summary>
    public GraphValue Integer(int value) =>
        Constant("n" + value, DataType.Int32, [1], MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));

    public GraphValue Node(string operation, GraphValue[] inputs, params (string Name, object Value)[] attributes) =>
        Nodes(operation, "", 1, inputs, attributes)[0];

    public GraphValue[] Nodes(
        string operation, string domain, int outputs, GraphValue[] inputs, params (string Name, object Value)[] attributes)
    {
        var values = new GraphValue[outputs];
        for (var i = 0; i < outputs; i++)
            values[i] = new GraphValue($"{operation}_{_next++}");
        Append(operation, domain, inputs, values, attributes);
        return values;
    }

    public void Append(
        string operation, string domain, GraphValue[] inputs, GraphValue[] outputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = $"{operation}_{_next++}" };
        if (domain.Length > 0)
            node.Domain = domain;
        node.Input.AddRange(inputs.Select(input => input.Name));
        node.Output.AddRange(outputs.Select(output => output.Name));
        node.Attribute.AddRange(attributes.Select(attribute => Attribute(attribute.Name, attribute.Value)));
        _graph.Node.Add(node);
    }

    /// <summary>The model, its weights described as lying in <paramref name="weightsFile"/> in order, 4,096-byte aligned.</summary>
    public ModelProto Build(string weightsFile)
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "qwen3tts", Graph = _graph.Clone() };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OpsetVersion });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = ContribDomain, Version = 1 });
        var offset = 0L;
        foreach (var weight in _weights)
        {
            offset = WeightLayout.Align(offset);
            var tensor = new TensorProto
            {
                Name = weight.Name,
                DataType = (int)weight.Type,
                DataLocation = DataLocation.External,
            };
            tensor.Dims.AddRange(weight.Shape);
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = weightsFile });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset.ToString() });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = weight.ByteLength.ToString() });
            model.Graph.Initializer.Add(tensor);
            offset += weight.ByteLength;
        }

        return model;
    }

    private GraphValue Constant(string key, DataType type, long[] shape, ReadOnlySpan<byte> data)
    {
        if (_constants.TryGetValue(key, out var known))
            return known;
        var tensor = new TensorProto { Name = "const_" + key, DataType = (int)type, RawData = ByteString.CopyFrom(data) };
        tensor.Dims.AddRange(shape);
        _graph.Initializer.Add(tensor);
        return _constants[key] = new GraphValue(tensor.Name);
    }

    private static AttributeProto Attribute(string attribute, object value)
    {
        var proto = new AttributeProto { Name = attribute };
        switch (value)
        {
            case long or int:
                proto.Type = AttributeType.Int;
                proto.I = Convert.ToInt64(value);
                break;
            case float number:
                proto.Type = AttributeType.Float;
                proto.F = number;
                break;
            case string text:
                proto.Type = AttributeType.String;
                proto.S = ByteString.CopyFromUtf8(text);
                break;
            case long[] numbers:
                proto.Type = AttributeType.Ints;
                proto.Ints.AddRange(numbers);
                break;
            default:
                throw new ArgumentException($"Attribute {attribute} has a type that graphs do not use: {value.GetType()}.");
        }

        return proto;
    }

    private static ValueInfoProto Describe(string value, DataType type, object[] dimensions)
    {
        var shape = new TensorShapeProto();
        foreach (var dimension in dimensions)
        {
            shape.Dim.Add(dimension is string named
                ? new TensorShapeProto.Types.Dimension { DimParam = named }
                : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(dimension) });
        }

        return new ValueInfoProto
        {
            Name = value,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } },
        };
    }
}
