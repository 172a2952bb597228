using System.Diagnostics;
using System.Runtime.Intrinsics;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Benchmarks.Stages;

/// <summary>How fast a team reads memory that no cache holds.</summary>
internal static unsafe class ReadRate
{
    private const long Bytes = 512 << 20;
    private const int Chunks = 64;
    private const int Rounds = 5;

    /// <returns>Gigabytes a second, the best of some rounds.</returns>
    public static double Measure(ThreadTeam team)
    {
        using var memory = new NativeBuffer(Bytes);
        for (var start = 0L; start < Bytes; start += 1 << 20)
            memory.Bytes(start, 1 << 20).Fill(1);
        var best = TimeSpan.MaxValue;
        using var turn = team.Enter();
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var job = new Sum(memory.Pointer, new long[Chunks]);
            team.Run(ref job, Chunks);
            best = clock.Elapsed < best ? clock.Elapsed : best;
        }

        return Bytes / best.TotalSeconds / 1e9;
    }

    private readonly struct Sum(byte* data, long[] sums) : IJob
    {
        public void Execute(int chunk)
        {
            Vector512<long> a = default, b = default, c = default, d = default;
            for (byte* place = data + Bytes / Chunks * chunk, end = place + Bytes / Chunks; place < end; place += 256)
            {
                a += Vector512.Load((long*)place);
                b += Vector512.Load((long*)(place + 64));
                c += Vector512.Load((long*)(place + 128));
                d += Vector512.Load((long*)(place + 192));
            }

            sums[chunk] = Vector512.Sum(a + b + c + d);
        }
    }
}
