using System.Collections.Concurrent;
using System.Diagnostics;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Load;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.TokenGenerator.Engine;

namespace Qwen3Tts.Benchmarks.Scaling;

/// <summary>
/// How much more several replicas do than one, with networks that take a fixed time and no processor: what could be the limit is the
/// Gateway, the Redis in which it counts, and the way through the services.
/// </summary>
internal static class ScalingBenchmark
{
    public const string Header = "| networks | generators | decoders | frames a second | × one | of linear | first audio, p50 and p95, ms | cores used by the services | Redis: commands a second | cores |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

    private const string Text = "The kettle was singing when the first guests came up the garden path.";
    private const int Frames = 40;
    private const int Places = 4;

    // A decoder's turn is of four frames.
    private const int StreamsOfDecoder = 8;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(80);

    // About what an utterance takes: listeners begin spread over it, for newcomers who come together share a turn, whose time is the same for all.
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(6.4);
    private static readonly TimeSpan WarmUp = Spread + TimeSpan.FromSeconds(6);

    /// <param name="checkpoint">Whose text and voices are used.</param>
    public static async Task RunAsync(string checkpoint, TimeSpan length, TextWriter output)
    {
        await RowsAsync(
            "a run of 80 ms", [(1, 1), (2, 1), (4, 1), (8, 1)], Places, model => SteadyGenerator.Serve(model, Frames, Step), TimeSpan.Zero,
            counts => counts.Generators, counts => counts.Generators * Places * 3 / 2);
        await RowsAsync(
            "a turn of 80 ms", [(8, 1), (8, 2), (8, 4)], StreamsOfDecoder, model => SteadyGenerator.Serve(model, Frames, TimeSpan.FromMilliseconds(5)), Turn,
            counts => counts.Decoders, counts => counts.Decoders * StreamsOfDecoder);

        async Task RowsAsync(
            string networks, (int Generators, int Decoders)[] sizes, int places, Func<ModelDescription, ServedGenerator> load, TimeSpan turn,
            Func<(int Generators, int Decoders), int> replicas, Func<(int Generators, int Decoders), int> listeners)
        {
            double? one = null;
            foreach (var size in sizes)
            {
                await using var fleet = await SteadyFleet.StartAsync(checkpoint, places, size.Generators, load, size.Decoders, turn);
                var (rate, first, cores, commands, redis) = await MeasureAsync(fleet, listeners(size), length);
                one ??= rate / replicas(size);
                output.WriteLine(FormattableString.Invariant(
                    $"| {networks} | {size.Generators} | {size.Decoders} | {rate:0} | {rate / one:0.00} | {rate / one / replicas(size):0.00} | {first.P50:0}, {first.P95:0} | {cores:0.00} | {commands:0} | {redis:0.000} |"));
            }
        }
    }

    /// <summary>Listeners who ask for their next utterance as soon as the last one has come.</summary>
    private static async Task<(double Rate, Percentiles First, double Cores, double Commands, double Redis)> MeasureAsync(SteadyFleet fleet, int listeners, TimeSpan length)
    {
        var clients = fleet.Keys.Select(key => new FleetClient(fleet.Address, key)).ToArray();
        using var process = Process.GetCurrentProcess();
        using var enough = new CancellationTokenSource();
        var (frames, firsts) = (0L, new ConcurrentQueue<double>());
        var all = Task.WhenAll(Enumerable.Range(0, listeners).Select(seed => ListenAsync((ulong)seed)));
        await Task.Delay(WarmUp);
        firsts.Clear();
        var counted = await fleet.RedisAsync();
        var (before, used, clock) = (Interlocked.Read(ref frames), process.TotalProcessorTime, Stopwatch.StartNew());
        await Task.WhenAny(Task.Delay(length), all);
        process.Refresh();
        var (made, spent, elapsed) = (Interlocked.Read(ref frames) - before, process.TotalProcessorTime - used, clock.Elapsed);
        var first = Percentiles.Of(firsts);
        var (commands, seconds) = await fleet.RedisAsync();
        await enough.CancelAsync();
        await all;
        foreach (var client in clients)
            client.Dispose();
        return (made / elapsed.TotalSeconds, first, spent / elapsed, (commands - counted.Commands) / elapsed.TotalSeconds, (seconds - counted.Seconds) / elapsed.TotalSeconds);

        async Task ListenAsync(ulong seed)
        {
            await Task.Delay(Spread * ((double)seed / listeners));
            while (!enough.IsCancellationRequested)
            {
                var asked = Stopwatch.GetTimestamp();
                var (heard, bytesPerFrame) = (false, 0);
                await foreach (var happened in clients[seed % (ulong)clients.Length].SpeakAsync(new SpeechRequest(Voice: "joe", Seed: seed), new[] { Text }.ToAsyncEnumerable(), CancellationToken.None))
                {
                    if (happened is SpeechEvent.Started started)
                        bytesPerFrame = started.SampleRate * 2 * 80 / 1000;
                    if (happened is not SpeechEvent.Audio audio)
                        continue;
                    if (!heard)
                        firsts.Enqueue(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                    heard = true;
                    Interlocked.Add(ref frames, audio.Pcm.Length / bytesPerFrame);
                }
            }
        }
    }
}
