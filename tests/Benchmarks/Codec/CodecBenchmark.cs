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
        "| checkpoint | threads | utterances | frames of each at once | kernels | mixed precision | ONNX Runtime | kernels to ONNX Runtime "
        + "| GFLOP a frame | kernels, GFLOP/s | ONNX Runtime's MatMul on the shapes, GFLOP/s | mixed against exact, dB |\n"
        + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

    public static void Run(string folder, int rounds, int threads, TextWriter output)
    {
        using var checkpoint = Checkpoint.Open(folder);
        var settings = new SessionSettings(threads);
        using var kernels = CodecDecoder.Load(checkpoint, settings);
        using var mixed = CodecDecoder.Load(checkpoint, settings, CodecPrecision.Mixed);
        using var graph = GraphCodecDecoder.Load(checkpoint, settings);
        using var limit = new MatrixProducts(checkpoint.Codec.Decoder, threads);
        foreach (var (utterances, count) in Batches)
        {
            var frames = Frames(kernels.Format, count);
            CodecDecoderRow[] rows = Rows(kernels, utterances, frames), mixedRows = Rows(mixed, utterances, frames);
            using var graphState = graph.Start();
            Contender own = new(utterances * count), sixteen = new(utterances * count), other = new(count), matrices = new(1);
            for (var round = -WarmFrames; round < rounds; round++)
            {
                // In turn, so that what else the machine does falls on all alike.
                own.Measure(() => kernels.Decode(rows));
                sixteen.Measure(() => mixed.Decode(mixedRows));
                other.Measure(() => graph.Decode(graphState, frames));
                matrices.Measure(limit.Run);
            }

            foreach (var row in rows.Concat(mixedRows))
                row.State.Dispose();
            var work = limit.OperationsOfFrame / 1e9;
            output.WriteLine(
                $"| {checkpoint.Name} | {threads} | {utterances} | {count} | {own} | {sixteen} | {other} | {own.Best / other.Best:f2} | {work:f2} "
                + $"| {work / own.Best * 1000:f0} | {work / matrices.Best * 1000:f0} | {SignalToNoise(rows[0].Samples.Span, mixedRows[0].Samples.Span):f0} |");
        }
    }

    private static CodecDecoderRow[] Rows(CodecDecoder decoder, int utterances, CodeFrames frames) => [.. Enumerable.Range(0, utterances)
        .Select(_ => new CodecDecoderRow(decoder.Start(), frames, new float[frames.Count * decoder.Format.SamplesPerFrame]))];

    private static double SignalToNoise(ReadOnlySpan<float> exact, ReadOnlySpan<float> other)
    {
        double signal = 0, noise = 0;
        for (var i = 0; i < exact.Length; i++)
        {
            signal += (double)exact[i] * exact[i];
            noise += (double)(exact[i] - other[i]) * (exact[i] - other[i]);
        }

        return 10 * Math.Log10(signal / noise);
    }

    private static CodeFrames Frames(CodecFormat format, int count)
    {
        var random = new Random(count);
        return new CodeFrames(format.Groups, [.. Enumerable.Range(0, count * format.Groups).Select(_ => random.Next(format.CodebookSize))]);
    }
}
