using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Sessions;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.UnitTests.Modeling.Graphs;

public sealed class DecoderStackTest
{
    private const int Positions = 7;

    // Attention is in half precision, of 11 bits.
    private const double HalfPrecision = 5e-3;

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(22)]
    public void Build_HeadsOfAnyWidth_ComputesTheDefinition(int headDim)
    {
        var shape = new DecoderStackShape(new AttentionShape(24, Heads: 4, KeyValueHeads: 2, headDim), Layers: 2, 20, 1e-6f, 10_000, Positions);
        var random = new Random(headDim);
        var tensors = Tensors(shape, random);
        var input = Enumerable.Range(0, Positions * 24).Select(_ => Normal(random, 1)).ToArray();
        var expected = new NaiveDecoderStack(shape, tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Values))
            .Run([.. input.Chunk(24).Select(row => row.Select(value => (double)value).ToArray())]);

        var actual = RunGraph(shape, tensors, input);

        for (var position = 0; position < Positions; position++)
        {
            for (var i = 0; i < 24; i++)
                Assert.Equal(expected[position][i], actual[position][i], HalfPrecision);
        }
    }

    private static List<float[]> RunGraph(
        DecoderStackShape shape, IReadOnlyList<(string Name, long[] Shape, float[] Values)> tensors, float[] input)
    {
        using var folder = new GoldenCheckpoint();
        var path = Path.Combine(folder.Folder, "stack.safetensors");
        SafetensorsWriter.Write(path, tensors);
        using var set = TensorSet.OpenFile(path);
        var graph = new GraphBuilder("stack");
        var hidden = DecoderStack.Build(
            new CheckpointWeights(graph, set, ""), shape, graph.Input(DecoderStack.Embeddings, DataType.Float, "batch", "positions", 24));
        graph.Output("hidden", hidden, DataType.Float, "batch", "positions", 24);
        var model = Path.Combine(folder.Folder, "stack.onnx");
        WriteWeights(graph, Path.Combine(folder.Folder, "stack.bin"));
        File.WriteAllBytes(model, graph.Build("stack.bin").ToByteArray());

        using var session = new InferenceSession(model);
        using var memory = new DeviceMemory(session, new SessionSettings());
        using var sequence = new DeviceSequence(session, memory, shape, 24, Positions);
        var rows = new List<float[]>();
        var one = new float[24];
        sequence.AddOutput("hidden", one, [1, 1, 24]);
        foreach (var row in input.Chunk(24))
        {
            sequence.Step(row);
            rows.Add([.. one]);
        }

        return rows;
    }

    private static void WriteWeights(GraphBuilder graph, string path)
    {
        using var file = File.Create(path);
        foreach (var weight in graph.Weights)
        {
            file.Position = WeightLayout.Align(file.Position);
            file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weight.Make().AsSpan()));
        }
    }

    private static List<(string Name, long[] Shape, float[] Values)> Tensors(DecoderStackShape shape, Random random)
    {
        var attention = shape.Attention;
        var tensors = new List<(string, long[], float[])>();
        void Add(string name, params long[] size)
        {
            var scale = size.Length == 1 ? 1 : 1 / MathF.Sqrt(size[1]);
            var values = new float[size.Aggregate(1L, (product, length) => product * length)];
            for (var i = 0; i < values.Length; i++)
                values[i] = Normal(random, scale) + (size.Length == 1 ? 1 : 0);
            tensors.Add((name + ".weight", size, values));
        }

        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var prefix = $"layers.{layer}.";
            Add(prefix + "input_layernorm", attention.Hidden);
            Add(prefix + "post_attention_layernorm", attention.Hidden);
            Add(prefix + "self_attn.q_proj", attention.QueryWidth, attention.Hidden);
            Add(prefix + "self_attn.k_proj", attention.KeyValueWidth, attention.Hidden);
            Add(prefix + "self_attn.v_proj", attention.KeyValueWidth, attention.Hidden);
            Add(prefix + "self_attn.o_proj", attention.Hidden, attention.QueryWidth);
            Add(prefix + "self_attn.q_norm", attention.HeadDim);
            Add(prefix + "self_attn.k_norm", attention.HeadDim);
            Add(prefix + "mlp.gate_proj", shape.Intermediate, attention.Hidden);
            Add(prefix + "mlp.up_proj", shape.Intermediate, attention.Hidden);
            Add(prefix + "mlp.down_proj", attention.Hidden, shape.Intermediate);
        }

        Add("norm", attention.Hidden);
        return tensors;
    }

    private static float Normal(Random random, float scale) =>
        scale * (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
