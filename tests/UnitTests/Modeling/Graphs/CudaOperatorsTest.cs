using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Onnx;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.UnitTests.Modeling.Graphs;

/// <summary>Every network can run on a GPU as a whole: an operator without a CUDA kernel would send its values to the processor and back.</summary>
public sealed class CudaOperatorsTest
{
    // Control flow, and what has its result on the processor.
    private static readonly string[] NotCaptured = ["If", "Loop", "Scan", "Shape", "Size", "NonZero"];

    public static TheoryData<string> GoldenCheckpoints => ["tiny-base", "tiny-custom-voice", "tiny-voice-design"];

    [Theory]
    [MemberData(nameof(GoldenCheckpoints))]
    public void EveryOperator_HasACudaKernelForItsType(string name)
    {
        using var folder = new GoldenCheckpoint(name);
        using var checkpoint = folder.Open();

        var missing = from part in Parts(checkpoint)
                      let graph = part.Build(checkpoint).Build("weights.bin").Graph
                      from problem in Problems(graph)
                      select $"{part.Name}: {problem}";

        Assert.Empty(missing.Distinct());
    }

    [Theory]
    [MemberData(nameof(GoldenCheckpoints))]
    public void GraphsForCapture_HaveNoControlFlow_AndNoSizesToRead(string name)
    {
        using var folder = new GoldenCheckpoint(name);
        using var checkpoint = folder.Open();

        var captured = Parts(checkpoint).Where(part => part.Captured).ToArray();

        Assert.Equal(
            ["codec-decoder-fp32", "frame-fp32-fp32-fp16", "frame-fp16-fp16-fp16", "frame-fp16-fp32-fp16"],
            captured.Select(part => $"{part.Name}-{part.Precision}"));
        Assert.All(captured, part =>
            Assert.DoesNotContain(part.Build(checkpoint).Build("weights.bin").Graph.Node, node => NotCaptured.Contains(node.OpType)));
    }

    [Fact]
    public void FrameGraph_HoldsEveryWeightOnce_InItsPrecision()
    {
        using var folder = new GoldenCheckpoint("tiny-base");
        using var checkpoint = folder.Open();
        var talker = checkpoint.Configuration.Talker;

        var graph = FrameGraph.Build(checkpoint, Formats("fp16"));

        // Fifteen passes, one set of weights.
        var layer = graph.Weights.Where(weight => weight.Name.StartsWith("talker.code_predictor.model.layers.0.", StringComparison.Ordinal)).ToArray();
        Assert.Equal(layer.Select(weight => weight.Name).Distinct(), layer.Select(weight => weight.Name));
        Assert.Equal(talker.CodeGroups - 1, graph.Weights.Count(weight => weight.Name.Contains("lm_head", StringComparison.Ordinal)));
        Assert.All(graph.Weights.Where(weight => weight.Shape.Length == 2), weight => Assert.Equal(DataType.Float16, weight.Type));
        var initialisers = graph.Build("weights.bin").Graph.Initializer.Select(tensor => tensor.Name);
        Assert.Equal(graph.Weights.Select(weight => weight.Name), initialisers.Where(name => name.StartsWith("talker.", StringComparison.Ordinal)));
    }

    private static IEnumerable<GraphPart> Parts(Checkpoint checkpoint) =>
        [.. GraphPart.Of(checkpoint), .. new[] { "fp32", "fp16", "fp16,predictor=fp32" }.Select(plan => GraphPart.Frame(Formats(plan)))];

    private static FrameFormats Formats(string plan) => FrameFormats.Of(PrecisionPlan.Parse(plan), ExecutionDevice.Cuda);

    private static IEnumerable<string> Problems(GraphProto graph)
    {
        var types = new ElementTypes(graph);
        foreach (var node in graph.Node)
        {
            var type = types.Of(node);
            if (!CudaKernels.ByOperator.TryGetValue((node.Domain, node.OpType), out var supported))
                yield return $"{node.OpType} has no CUDA kernel";
            else if (!supported.Contains(type))
                yield return $"{node.OpType} has no CUDA kernel for {type}";
        }
    }
}
