using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Onnx;

namespace Qwen3Tts.UnitTests.Modeling.Graphs;

/// <summary>Every network can run on a GPU as a whole: an operator without a CUDA kernel would send its values to the processor and back.</summary>
public sealed class CudaOperatorsTest
{
    private static readonly string[] ControlFlow = ["If", "Loop", "Scan"];

    public static TheoryData<string> GoldenCheckpoints => ["tiny-base", "tiny-custom-voice", "tiny-voice-design"];

    [Theory]
    [MemberData(nameof(GoldenCheckpoints))]
    public void EveryOperator_HasACudaKernelForItsType(string name)
    {
        using var folder = new GoldenCheckpoint(name);
        using var checkpoint = folder.Open();

        var missing = from part in GraphPart.Of(checkpoint)
                      let graph = part.Build(checkpoint).Build("weights.bin").Graph
                      from problem in Problems(graph)
                      select $"{part.Name}: {problem}";

        Assert.Empty(missing.Distinct());
    }

    [Theory]
    [MemberData(nameof(GoldenCheckpoints))]
    public void GraphsForCapture_HaveNoControlFlow(string name)
    {
        using var folder = new GoldenCheckpoint(name);
        using var checkpoint = folder.Open();

        var captured = GraphPart.Of(checkpoint).Where(part => part.Captured).ToArray();

        Assert.Equal(["talker", "code-predictor"], captured.Select(part => part.Name));
        Assert.All(captured, part =>
            Assert.DoesNotContain(part.Build(checkpoint).Build("weights.bin").Graph.Node, node => ControlFlow.Contains(node.OpType)));
    }

    private static IEnumerable<string> Problems(GraphProto graph)
    {
        var types = new ElementTypes(graph);
        foreach (var node in graph.Node)
        {
            var type = types[node.Input[0]];
            if (!CudaKernels.ByOperator.TryGetValue((node.Domain, node.OpType), out var supported))
                yield return $"{node.OpType} has no CUDA kernel";
            else if (!supported.Contains(type))
                yield return $"{node.OpType} has no CUDA kernel for {type}";
        }
    }
}
