using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Qwen3Tts.Cli.Load;
using Qwen3Tts.Internal.V1;
using Qwen3Tts.ServiceDefaults.Security;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Tests.Processes;

namespace Qwen3Tts.Benchmarks.Scaling;

/// <summary>TokenGenerators, processes of their own with one thread and one core each, and listeners that ask them for codes.</summary>
internal sealed class PinnedGenerators : IAsyncDisposable
{
    /// <summary>Utterances that a generator takes on.</summary>
    public const int Places = 256;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    // A connection carries a hundred calls at a time, those among them that were cancelled a moment ago.
    private const int ListenersOfConnection = 16;

    private readonly List<ServiceProcess> _generators = [];
    private readonly Metadata _credential;
    private readonly CodecFormat _codec;

    private PinnedGenerators(string credential, CodecFormat codec) =>
        (_credential, _codec) = (new Metadata { { FleetCredential.Key, credential } }, codec);

    public static async Task<PinnedGenerators> StartAsync(int count, string checkpoint, CodecFormat codec, CancellationToken cancellation)
    {
        const string credential = "the secret of this benchmark";
        var generators = new PinnedGenerators(credential, codec);
        var settings = new Dictionary<string, string>
        {
            ["Fleet:Credential"] = credential,
            ["Models:Checkpoints:0"] = checkpoint,
            ["Models:Threads"] = "1",
            // One place for every listener: what is measured is the work, not a line.
            ["Engine:MaxUtterances"] = $"{Places}",
            ["Engine:MaxBatch"] = $"{Places}",
            ["Engine:MaxStreams"] = $"{2 * Places}",
            ["Telemetry:Enabled"] = "false",
            ["DOTNET_gcServer"] = "0",
        };
        try
        {
            for (var core = 0; core < count; core++)
                generators._generators.Add(await ServiceProcess.StartAsync("TokenGenerator", settings, cancellation, core: core));
            return generators;
        }
        catch
        {
            await generators.DisposeAsync();
            throw;
        }
    }

    /// <summary>So many listeners hear one utterance after the other in real time, each from the generator that is its own.</summary>
    public async Task<DirectLoad> MeasureAsync(DirectRequest request, int listeners, TimeSpan length, CancellationToken cancellation)
    {
        var (frames, late, firsts) = (0L, 0L, new ConcurrentQueue<double>());
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // As many to each generator.
        var connections = _generators.Count * ((listeners - 1) / (_generators.Count * ListenersOfConnection) + 1);
        var channels = Enumerable.Range(0, connections)
            .Select(number => GrpcChannel.ForAddress(_generators[number % _generators.Count].Address)).ToList();
        var all = Enumerable.Range(0, listeners).Select(ListenAsync).ToList();
        await Task.WhenAny([Task.Delay(WarmUp, cancellation), .. all]);
        firsts.Clear();
        Interlocked.Exchange(ref late, 0);
        using var own = Process.GetCurrentProcess();
        var (made, asking, working, clock) = (Interlocked.Read(ref frames), own.TotalProcessorTime, Working(), Stopwatch.StartNew());
        // A listener ends only where it cannot go on.
        await await Task.WhenAny([Task.Delay(length, cancellation), .. all]);
        own.Refresh();
        var elapsed = clock.Elapsed;
        var load = new DirectLoad(
            listeners, (Interlocked.Read(ref frames) - made) / elapsed.TotalSeconds, Percentiles.Of(firsts), Interlocked.Read(ref late),
            (Working() - working) / elapsed, (own.TotalProcessorTime - asking) / elapsed);
        await enough.CancelAsync();
        await Task.WhenAll(all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        channels.ForEach(channel => channel.Dispose());
        cancellation.ThrowIfCancellationRequested();
        return load;

        async Task ListenAsync(int listener)
        {
            var client = new Internal.V1.TokenGenerator.TokenGeneratorClient(channels[listener % channels.Count]);
            // Not all at once.
            await Task.Delay(TimeSpan.FromSeconds((double)listener / listeners * WarmUp.TotalSeconds), enough.Token);
            for (var seed = (ulong)listener; ; seed += 1000)
            {
                var asked = Stopwatch.GetTimestamp();
                using var call = client.Generate(_credential, cancellationToken: enough.Token);
                await call.RequestStream.WriteAsync(new GenerateRequest { Start = request.Start(seed) }, enough.Token);
                await call.RequestStream.WriteAsync(new GenerateRequest { Tokens = request.Tokens }, enough.Token);
                var (heard, playing) = (0, 0L);
                while (await call.ResponseStream.MoveNext(enough.Token))
                {
                    if (call.ResponseStream.Current.Frames is not { } codes)
                        continue;
                    if (heard is 0)
                    {
                        playing = Stopwatch.GetTimestamp();
                        firsts.Enqueue(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                    }
                    else if (Stopwatch.GetElapsedTime(playing).TotalSeconds > heard / _codec.FramesPerSecond)
                    {
                        Interlocked.Increment(ref late);
                    }

                    var came = codes.Codes.Count / _codec.Groups;
                    heard += came;
                    Interlocked.Add(ref frames, came);
                }

                var left = TimeSpan.FromSeconds(heard / _codec.FramesPerSecond) - Stopwatch.GetElapsedTime(playing);
                await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, enough.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var generator in _generators)
            await generator.DisposeAsync();
    }

    private TimeSpan Working() => _generators.Aggregate(TimeSpan.Zero, (used, one) => used + one.Used);
}
