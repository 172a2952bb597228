using System.Diagnostics;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Benchmarks.Codec;

/// <summary>The codec decoder's kernels against its graph on ONNX Runtime and against what ONNX Runtime's matrix products reach on its shapes, in turn.</summary>
internal static class CodecBenchmark
{
    private const int WarmFrames = 3;
    private static readonly (int Utterances, int Frames)[] Batches = [(1, 1), (1, 4), (1, 8), (4, 1), (8, 1)];

    public static string Header =>
        "| checkpoint | threads | utterances | frames of each at once | kernels, ms a frame | of them best | ONNX Runtime, ms a frame | of them best | best to best "
        + "| GFLOP a frame | kernels, GFLOP/s | ONNX Runtime's MatMul on the shapes, GFLOP/s |\n"
        + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

    public static void Run(string folder, int rounds, int threads, TextWriter output)
    {
        using var checkpoint = Checkpoint.Open(folder);
        var settings = new SessionSettings(threads);
        using var kernels = CodecDecoder.Load(checkpoint, settings);
        using var graph = GraphCodecDecoder.Load(checkpoint, settings);
        using var limit = new MatrixProducts(checkpoint.Codec.Decoder, threads);
        foreach (var (utterances, count) in Batches)
        {
            var frames = Frames(kernels.Format, count);
            var rows = Enumerable.Range(0, utterances)
                .Select(_ => new CodecDecoderRow(kernels.Start(), frames, new float[count * kernels.Format.SamplesPerFrame])).ToArray();
            using var graphState = graph.Start();
            List<double> own = [], other = [], matrices = [];
            for (var round = -WarmFrames; round < rounds; round++)
            {
                // In turn, so that what else the machine does falls on all alike.
                Add(own, round, Time(() => kernels.Decode(rows)) / (utterances * count));
                Add(other, round, Time(() => graph.Decode(graphState, frames)) / count);
                Add(matrices, round, Time(limit.Run));
            }

            foreach (var row in rows)
                row.State.Dispose();
            var work = limit.OperationsOfFrame / 1e9;
            output.WriteLine(
                $"| {checkpoint.Name} | {threads} | {utterances} | {count} | {Median(own):f1} | {own.Min():f1} | {Median(other):f1} | {other.Min():f1} "
                + $"| {own.Min() / other.Min():f2} | {work:f2} | {work / own.Min() * 1000:f0} | {work / matrices.Min() * 1000:f0} |");
        }
    }

    private static CodeFrames Frames(CodecFormat format, int count)
    {
        var random = new Random(count);
        return new CodeFrames(format.Groups, [.. Enumerable.Range(0, count * format.Groups).Select(_ => random.Next(format.CodebookSize))]);
    }

    private static void Add(List<double> times, int round, double time)
    {
        if (round >= 0)
            times.Add(time);
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static double Time(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    }
}
