using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.FunctionalTests.Observability;
using Qwen3Tts.Tests.Processes;

namespace Qwen3Tts.FunctionalTests.Executables;

/// <summary>
/// A fleet is replaced process by process, Gateways among them, while eight listeners ask for one utterance after another: none hears of it. The
/// old fleet is of the build in the folder that <c>QWEN3TTS_UPGRADE_FROM</c> names (<c>tests/upgrade</c> makes one), else of this one.
/// </summary>
public sealed class UpgradeTest : IAsyncDisposable
{
    private const int Streams = 8;
    private const int Replicas = 2;
    private const string Gateway = "Gateway";

    private static readonly string? Old = Environment.GetEnvironmentVariable("QWEN3TTS_UPGRADE_FROM") is { Length: > 0 } folder ? folder : null;
    private static readonly string[] Pieces = ["The kettle was singing ", "when the first guests ", "came up the garden path, ", "and nobody had laid ", "the table yet."];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    // Each utterance has a mark of its own.
    private readonly ProcessFleet _fleet = new(("Services:DescribePeriod", "00:00:00.5"), ("Watermark:Enabled", "false"));
    private int _spoken;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Fleet_ReplacedProcessByProcess_IsNotHeard()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Windows has no SIGTERM.");
        var old = new Dictionary<(string Service, int Replica), ServiceProcess>();
        foreach (var replica in Enumerable.Range(0, Replicas))
        {
            foreach (var worker in ProcessFleet.Workers)
                old[(worker, replica)] = await _fleet.AddAsync(worker, Old);
        }

        foreach (var replica in Enumerable.Range(0, Replicas))
            old[(Gateway, replica)] = await _fleet.StartAsync(Gateway, folder: Old);
        Uri[] gateways = [.. Enumerable.Range(0, Replicas).Select(replica => new Uri(old[(Gateway, replica)].Address))];

        using var enough = new CancellationTokenSource();
        var listeners = Task.WhenAll(Enumerable.Range(0, Streams).Select(index => ListenAsync([gateways[index % Replicas], gateways[1 - index % Replicas]], index, enough.Token)));
        // The Gateway of each round meets workers of both builds.
        foreach (var replica in Enumerable.Range(0, Replicas))
        {
            foreach (var service in ProcessFleet.Workers.Append(Gateway))
            {
                await HeardAsync(listeners);
                Assert.Equal(0, await old[(service, replica)].StopAsync(Ct));
                await _fleet.StartAsync(service, old[(service, replica)].Address);
            }
        }

        await HeardAsync(listeners);
        await enough.CancelAsync();
        await listeners;
        TestContext.Current.TestOutputHelper?.WriteLine($"{old.Count} processes replaced, {_spoken} utterances, none broken.");
    }

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    /// <summary>Waits until as many utterances as there are listeners have been heard to their ends since.</summary>
    private async Task HeardAsync(Task listeners)
    {
        var before = Volatile.Read(ref _spoken);
        await Eventually.AsyncTrue(
            async () =>
            {
                // It ends early only if an utterance broke.
                if (listeners.IsCompleted)
                    await listeners;
                return Volatile.Read(ref _spoken) >= before + Streams;
            },
            "utterances are heard");
    }

    private async Task ListenAsync(Uri[] gateways, int index, CancellationToken enough)
    {
        using var client = new FleetClient(gateways);
        byte[]? first = null;
        for (; !enough.IsCancellationRequested; Interlocked.Increment(ref _spoken))
        {
            var heard = await SpeakAsync(client, (ulong)index);
            first ??= heard;
            // Another build may speak otherwise.
            Assert.True(Old is not null || first.AsSpan().SequenceEqual(heard), $"An utterance of listener {index} is another.");
        }
    }

    private static async Task<byte[]> SpeakAsync(FleetClient client, ulong seed)
    {
        var pcm = new List<byte>();
        SpeechEvent? last = null;
        await foreach (var happened in client.SpeakAsync(new SpeechRequest(Voice: "joe", Seed: seed), WriteAsync(), Ct))
        {
            if (happened is SpeechEvent.Audio audio)
                pcm.AddRange(audio.Pcm.Span);
            last = happened;
        }

        Assert.IsType<SpeechEvent.Finished>(last);
        Assert.NotEmpty(pcm);
        return [.. pcm];
    }

    private static async IAsyncEnumerable<string> WriteAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var piece in Pieces)
        {
            yield return piece;
            await Task.Delay(Pause, cancellation);
        }
    }
}
