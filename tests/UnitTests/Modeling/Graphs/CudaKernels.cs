using Qwen3Tts.Modeling.Graphs;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.UnitTests.Modeling.Graphs;

/// <summary>
/// Element types that ONNX Runtime has CUDA kernels for, by operator at opset 17, as far as the networks use them: from "Operators
/// implemented by CUDAExecutionProvider" in its docs/OperatorKernels.md at commit 001d12d2623fd411ce0f83d05abb5e82304a3389. The type is that
/// of the first input; of <c>Where</c>, that of what it chooses from.
/// </summary>
internal static class CudaKernels
{
    private const DataType Single = DataType.Float;
    private const DataType Half = DataType.Float16;
    private const DataType Index = DataType.Int64;
    private const DataType Double = DataType.Double;

    private static readonly DataType[] Floats = [Single, Half];
    private static readonly DataType[] Numbers = [Single, Half, Double, Index, DataType.Int32];
    private static readonly DataType[] Any = [.. Numbers, DataType.Bool];

    public static IReadOnlyDictionary<(string Domain, string Operator), DataType[]> ByOperator { get; } =
        new Dictionary<(string, string), DataType[]>
        {
            [("", "Add")] = Numbers,
            [("", "ArgMax")] = [Single, Half, Double],
            [("", "Cast")] = Any,
            [("", "Clip")] = [Single, Half, Index],
            [("", "Concat")] = Any,
            [("", "Conv")] = Floats,
            [("", "ConvTranspose")] = Floats,
            [("", "CumSum")] = Numbers,
            [("", "Div")] = Numbers,
            [("", "Elu")] = Floats,
            [("", "Expand")] = Any,
            [("", "Gather")] = Any,
            [("", "GatherElements")] = Any,
            [("", "Gemm")] = Floats,
            [("", "Greater")] = Numbers,
            [("", "GreaterOrEqual")] = Numbers,
            [("", "Identity")] = Any,
            [("", "LayerNormalization")] = Floats,
            [("", "Less")] = Numbers,
            [("", "MatMul")] = Floats,
            [("", "Max")] = Numbers,
            [("", "Min")] = Numbers,
            [("", "Mod")] = Numbers,
            [("", "Mul")] = Numbers,
            [("", "Neg")] = Numbers,
            [("", "Pad")] = [Single, Half, DataType.Bool],
            [("", "ReduceMean")] = [Single, Half, DataType.Int32],
            [("", "ReduceMin")] = Numbers,
            [("", "ReduceSum")] = Numbers,
            [("", "Relu")] = Floats,
            [("", "Reshape")] = Any,
            [("", "ScatterND")] = Any,
            [("", "Shape")] = Any,
            [("", "Sigmoid")] = Floats,
            [("", "SimplifiedLayerNormalization")] = Floats,
            [("", "Sin")] = Floats,
            [("", "Slice")] = Any,
            [("", "Softmax")] = Floats,
            [("", "Split")] = Any,
            [("", "Sqrt")] = Floats,
            [("", "Sub")] = Numbers,
            [("", "Tanh")] = Floats,
            [("", "TopK")] = Numbers,
            [("", "Transpose")] = Any,
            [("", "Unsqueeze")] = Any,
            [("", "Where")] = Numbers,
            [(GraphBuilder.ContribDomain, "Gelu")] = Floats,
            // Flash attention: there is no kernel for single precision.
            [(GraphBuilder.ContribDomain, "GroupQueryAttention")] = [Half],
        };
}
