using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Benchmarks.Codec;

/// <summary>
/// The matrix products that the vocoder's convs would be if their inputs lay ready: what ONNX Runtime's own MatMul, its weights packed
/// beforehand, takes for them is the limit that a decoder is held against.
/// </summary>
internal sealed class MatrixProducts : IDisposable
{
    private readonly List<(InferenceSession Session, OrtValue Input, int Times)> _products = [];
    private readonly RunOptions _options = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("qwen3tts-").FullName;
    private readonly int _threads;

    public MatrixProducts(CodecDecoderConfiguration decoder, int threads)
    {
        _threads = threads;
        int channels = decoder.DecoderDim, rows = decoder.UpsamplingRatios.Aggregate(1, (product, ratio) => product * ratio);
        Add(rows, decoder.LatentDim * 7, channels, 1);
        foreach (var rate in decoder.UpsampleRates)
        {
            Add(rows, channels * 2, channels / 2 * rate, 1);
            channels /= 2;
            rows *= rate;
            Add(rows, channels * 7, channels, 3);
            Add(rows, channels, channels, 3);
        }
    }

    /// <summary>Multiplications and additions of all.</summary>
    public double OperationsOfFrame { get; private set; }

    public void Run()
    {
        foreach (var (session, input, times) in _products)
        {
            for (var i = 0; i < times; i++)
                session.Run(_options, ["x"], [input], ["y"]).Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var (session, input, _) in _products)
        {
            session.Dispose();
            input.Dispose();
        }

        _options.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Add(int rows, int inputs, int outputs, int times)
    {
        OperationsOfFrame += 2.0 * rows * inputs * outputs * times;
        var graph = new GraphBuilder("product");
        var weight = graph.Weight("w", [inputs, outputs], () => new float[inputs * outputs]);
        graph.Output("y", graph.MatMul(graph.Input("x", DataType.Float, rows, inputs), weight), DataType.Float, rows, outputs);
        var path = Path.Combine(_folder, $"{_products.Count}.onnx");
        using (var weights = File.Create(path + ".bin"))
            weights.SetLength((long)inputs * outputs * sizeof(float));
        File.WriteAllBytes(path, graph.Build(Path.GetFileName(path) + ".bin").ToByteArray());
        using var options = new SessionOptions { IntraOpNumThreads = _threads };
        // Threads that go on spinning after a product would take the cores from whoever is measured next.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _products.Add((
            new InferenceSession(path, options), OrtValue.CreateTensorValueFromMemory(new float[rows * inputs], [rows, inputs]), times));
    }
}
