using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.UnitTests.Modeling.Graphs;

public sealed class DecoderStackTest
{
    private const int Positions = 7;

    // Attention is in half precision, of 11 bits.
    private const double HalfPrecision = 5e-3;
    private const double SinglePrecision = 1e-5;
    private const int Hidden = 24;

    [Theory]
    [InlineData(16, true, HalfPrecision)]
    [InlineData(8, true, HalfPrecision)]
    [InlineData(12, true, HalfPrecision)]
    [InlineData(22, true, HalfPrecision)]
    [InlineData(16, false, SinglePrecision)]
    [InlineData(22, false, SinglePrecision)]
    public void Run_HeadsOfAnyWidth_ComputesTheDefinition(int headDim, bool half, double apart)
    {
        var shape = new DecoderStackShape(new AttentionShape(Hidden, Heads: 4, KeyValueHeads: 2, headDim), Layers: 2, 20, 1e-6f, 10_000, Positions);
        var random = new Random(headDim);
        var tensors = Tensors(shape, random);
        var input = Enumerable.Range(0, Positions * Hidden).Select(_ => Normal(random, 1)).ToArray();
        var expected = new NaiveDecoderStack(shape, tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Values))
            .Run([.. input.Chunk(Hidden).Select(row => row.Select(value => (double)value).ToArray())]);

        // Some positions at once, then one by one.
        var actual = RunGraph(shape, half ? DataType.Float16 : DataType.Float, tensors, input, Positions - 3, 1, 1, 1);

        for (var position = 0; position < Positions; position++)
        {
            for (var i = 0; i < Hidden; i++)
                Assert.Equal(expected[position][i], actual[position][i], apart);
        }
    }

    private static List<float[]> RunGraph(
        DecoderStackShape shape,
        DataType attention,
        IReadOnlyList<(string Name, long[] Shape, float[] Values)> tensors,
        float[] input,
        params int[] parts)
    {
        using var folder = new GoldenCheckpoint();
        var path = Path.Combine(folder.Folder, "stack.safetensors");
        SafetensorsWriter.Write(path, tensors);
        using var set = TensorSet.OpenFile(path);
        var graph = new GraphBuilder("stack");
        object[] size = [1, shape.Attention.KeyValueHeads, Positions, shape.Attention.Padding.Width];
        var cache = new (GraphValue Key, GraphValue Value)[shape.Layers];
        for (var layer = 0; layer < shape.Layers; layer++)
            cache[layer] = (graph.Input($"past_key_{layer}", attention, size), graph.Input($"past_value_{layer}", attention, size));
        var hidden = new DecoderStack(new CheckpointWeights(graph, set, ""), shape, attention).Run(
            graph.Input("x", DataType.Float, 1, "positions", Hidden),
            graph.Input("lengths", DataType.Int32, 1),
            graph.Input("total", DataType.Int32, 1),
            cache,
            "present_");
        graph.Output("hidden", hidden, DataType.Float, 1, "positions", Hidden);
        foreach (var (key, value) in cache)
        {
            graph.OutputOf(key, attention, size);
            graph.OutputOf(value, attention, size);
        }

        var model = Path.Combine(folder.Folder, "stack.onnx");
        GraphPart.WriteWeights(graph.Weights, Path.Combine(folder.Folder, "stack.bin"), (_, _) => { });
        File.WriteAllBytes(model, graph.Build("stack.bin").ToByteArray());
        using var session = new InferenceSession(model);
        return Run(session, shape, attention, cache, input, parts);
    }

    private static List<float[]> Run(
        InferenceSession session,
        DecoderStackShape shape,
        DataType attention,
        (GraphValue Key, GraphValue Value)[] present,
        float[] input,
        int[] parts)
    {
        using var options = new RunOptions();
        using var binding = session.CreateIoBinding();
        using var total = OrtValue.CreateTensorValueFromMemory(new[] { Positions }, [1]);
        binding.BindInput("total", total);
        long[] size = [1, shape.Attention.KeyValueHeads, Positions, shape.Attention.Padding.Width];
        var type = attention is DataType.Float16 ? TensorElementType.Float16 : TensorElementType.Float;
        var cache = new List<OrtValue>();
        foreach (var name in present.SelectMany(layer => new[] { layer.Key.Name, layer.Value.Name }))
        {
            // Past and present are one buffer, as on a device.
            cache.Add(OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, size));
            cache[^1].GetTensorMutableRawData().Clear();
            binding.BindInput(name.Replace("present", "past", StringComparison.Ordinal), cache[^1]);
            binding.BindOutput(name, cache[^1]);
        }

        var rows = new List<float[]>();
        foreach (var part in parts)
        {
            var first = rows.Count;
            var states = new float[part * Hidden];
            using var x = OrtValue.CreateTensorValueFromMemory(input[(first * Hidden)..((first + part) * Hidden)], [1, part, Hidden]);
            using var lengths = OrtValue.CreateTensorValueFromMemory(new[] { first + part - 1 }, [1]);
            using var hidden = OrtValue.CreateTensorValueFromMemory(states, [1, part, Hidden]);
            binding.BindInput("x", x);
            binding.BindInput("lengths", lengths);
            binding.BindOutput("hidden", hidden);
            session.RunWithBinding(options, binding);
            rows.AddRange(states.Chunk(Hidden));
        }

        cache.ForEach(value => value.Dispose());
        return rows;
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
