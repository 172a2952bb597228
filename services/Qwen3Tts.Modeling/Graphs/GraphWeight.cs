using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>A weight of a graph, made only when the graph is written, so that one tensor at a time is in memory.</summary>
/// <param name="Shape">Its dimensions, row-major.</param>
/// <param name="Type">Single or half precision, as it is held.</param>
/// <param name="Make">Gives the values, as many as <paramref name="Shape"/> says.</param>
internal sealed record GraphWeight(string Name, long[] Shape, DataType Type, Func<float[]> Make)
{
    public long ByteLength => Shape.Aggregate(1L, (product, size) => product * size) * (Type is DataType.Float16 ? sizeof(ushort) : sizeof(float));
}
