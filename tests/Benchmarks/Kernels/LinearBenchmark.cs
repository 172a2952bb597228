using System.Diagnostics;
using Qwen3Tts.Benchmarks.Stages;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Quantisation;

namespace Qwen3Tts.Benchmarks.Kernels;

/// <summary>How fast linear layers that no cache holds are, by format and rows, beside how fast the machine reads memory.</summary>
internal static unsafe class LinearBenchmark
{
    private const int Inputs = 1024;
    private const int Rounds = 7;
    private const long Weights = 256 << 20;

    public static string Header => "| format | inputs × outputs | rows | ms | weights read, GB/s | memory read, GB/s | G multiply-adds/s |\n| --- | --- | --- | --- | --- | --- | --- |";

    public static void Run(int threads, TextWriter output)
    {
        var team = ThreadTeam.Shared(threads);
        foreach (var format in new[] { WeightFormat.Int4, WeightFormat.Int4Asymmetric, WeightFormat.Int8, WeightFormat.Float16, WeightFormat.BFloat16, WeightFormat.Float32 })
        {
            foreach (var inputs in new[] { Inputs, 3 * Inputs })
                Run(team, format, inputs, output);
        }
    }

    private static void Run(ThreadTeam team, WeightFormat format, int inputs, TextWriter output)
    {
        var outputs = (int)(Weights / inputs / 16 * 16);
        var layout = new TileLayout(format, outputs, inputs);
        var dense = !format.IsBlockwise();
        var bytes = dense ? (long)outputs * inputs * (format is WeightFormat.Float32 ? 4 : 2) : layout.ByteLength;
        using var memory = new NativeBuffer(bytes);
        memory.Clear();
        WeightMatrix matrix = dense
            ? new DenseMatrix(outputs, inputs, memory.Pointer, format)
            : new QuantisedMatrix(layout, memory.Pointer);
        foreach (var rows in new[] { 1, 2, 4, 8, 32 })
        {
            using var x = new Activations(rows, inputs);
            using var y = new NativeBuffer((long)rows * outputs * sizeof(float));
            y.Clear();
            var rate = ReadRate.Measure(team);
            using var turn = team.Enter();
            var best = double.MaxValue;
            for (var round = 0; round < Rounds; round++)
            {
                var clock = Stopwatch.StartNew();
                LinearJob.Run(team, matrix, x, rows, (float*)y.Pointer, outputs);
                best = Math.Min(best, clock.Elapsed.TotalSeconds);
            }

            output.WriteLine($"| {format} | {inputs} × {outputs} | {rows} | {best * 1000:f1} | {bytes / best / 1e9:f1} | {rate:f1} | {(double)outputs * inputs * rows / best / 1e9:f0} |");
        }
    }
}
