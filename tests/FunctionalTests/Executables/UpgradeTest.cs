using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.FunctionalTests.Observability;
using Qwen3Tts.Tests.Processes;
using Qwen3Tts.Tests.Redis;

namespace Qwen3Tts.FunctionalTests.Executables;

/// <summary>
/// A fleet is replaced process by process, Gateways among them, while eight listeners ask for one utterance after another: none hears of it.
/// Gateways of both builds share one Redis, with voices that either has registered, and lead each other's utterances on. The old fleet is of the build in the folder that <c>QWEN3TTS_UPGRADE_FROM</c> names (<c>tests/upgrade</c> makes one), else of this one.
/// </summary>
public sealed class UpgradeTest : IAsyncDisposable
{
    private const int Streams = 8;
    private const int Replicas = 2;
    private const string Gateway = "Gateway";
    private const string Guest = "guest";
    private const string Newcomer = "newcomer";

    private static readonly string? Old = Environment.GetEnvironmentVariable("QWEN3TTS_UPGRADE_FROM") is { Length: > 0 } folder ? folder : null;
    private static readonly string[] Pieces = ["The kettle was singing ", "when the first guests ", "came up the garden path, ", "and nobody had laid ", "the table yet."];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private readonly RedisServer _redis = new();
    private readonly ProcessFleet _fleet;
    private int _spoken;

    public UpgradeTest() => _fleet = new ProcessFleet(
        ("Services:DescribePeriod", "00:00:00.5"),
        ("Redis:Connection", _redis.Connection),
        ("Gateway:LoopbackAttests", "true"),
        // More than anybody asks for: they are counted in Redis.
        ("Limits:MaxUtterances", "64"),
        ("Limits:CharactersPerMinute", "1000000"),
        // Longer than listeners' utterances take, and less than one whose writer waits for its Gateway's end.
        ("Draining:GracePeriod", "00:00:08"),
        // Each utterance has a mark of its own.
        ("Watermark:Enabled", "false"));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Fleet_ReplacedProcessByProcess_IsNotHeard()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Windows has no SIGTERM.");
        await _redis.Start();
        var old = new Dictionary<(string Service, int Replica), ServiceProcess>();
        foreach (var replica in Enumerable.Range(0, Replicas))
        {
            foreach (var worker in ProcessFleet.Workers)
                old[(worker, replica)] = await _fleet.AddAsync(worker, Old);
        }

        foreach (var replica in Enumerable.Range(0, Replicas))
            old[(Gateway, replica)] = await _fleet.StartAsync(Gateway, folder: Old);
        Uri[] gateways = [.. Enumerable.Range(0, Replicas).Select(replica => new Uri(old[(Gateway, replica)].Address))];

        await RegisterAsync(gateways[0], Guest);
        using var enough = new CancellationTokenSource();
        var listeners = Task.WhenAll(Enumerable.Range(0, Streams).Select(index => ListenAsync([gateways[index % Replicas], gateways[1 - index % Replicas]], index, enough.Token)));
        // The Gateway of each round meets workers of both builds.
        foreach (var replica in Enumerable.Range(0, Replicas))
        {
            foreach (var worker in ProcessFleet.Workers)
            {
                await HeardAsync(listeners);
                Assert.Equal(0, await old[(worker, replica)].StopAsync(Ct));
                await _fleet.StartAsync(worker, old[(worker, replica)].Address);
            }

            await HeardAsync(listeners);
            var (ledOn, again) = await ReplaceGatewayAsync(old[(Gateway, replica)], gateways[1 - replica]);
            // In the last round all workers are of this build, and what the token says is all that the old Gateway has to do with it.
            Assert.True((Old is not null && replica < Replicas - 1) || again.AsSpan().SequenceEqual(ledOn), "What another Gateway led on is another utterance.");
            if (replica is 0)
            {
                // The new one's record is read by the old one.
                await RegisterAsync(gateways[0], Newcomer);
                using var client = new FleetClient(gateways[1]);
                await SpeakAsync(client, Newcomer, Streams, WriteAsync(Task.CompletedTask, Ct));
            }
        }

        await HeardAsync(listeners);
        await enough.CancelAsync();
        await listeners;
        TestContext.Current.TestOutputHelper?.WriteLine($"{old.Count} processes replaced, {_spoken} utterances, none broken; {Replicas} led on by another Gateway, in voices that the old ones registered.");
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        await _redis.DisposeAsync();
    }

    private static async Task RegisterAsync(Uri gateway, string name)
    {
        using var client = new FleetClient(gateway);
        await using var clip = File.OpenRead(Path.Combine(EmbeddedCheckpoint.Folder, "voices", "clara.wav"));
        await client.CreateVoiceAsync(name, clip, transcript: null, new CloneGround(), Ct);
    }

    /// <summary>
    /// Replaces a Gateway while it speaks an utterance whose text ends only after it has: the other one leads that on, which in the last round is
    /// of the new build.
    /// </summary>
    /// <returns>The utterance, and the same said undisturbed.</returns>
    private async Task<(byte[] LedOn, byte[] Again)> ReplaceGatewayAsync(ServiceProcess leaving, Uri other)
    {
        var (heard, gone) = (new TaskCompletionSource(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        using var client = new FleetClient([new Uri(leaving.Address), other]);
        var speaking = SpeakAsync(client, Guest, Streams, WriteAsync(gone.Task, Ct), heard);
        await Task.WhenAny(heard.Task, speaking);
        Assert.Equal(0, await leaving.StopAsync(Ct));
        Assert.False(speaking.IsCompleted, "It was over before its Gateway was.");
        gone.SetResult();
        var ledOn = await speaking;
        var again = await SpeakAsync(client, Guest, Streams, WriteAsync(Task.CompletedTask, Ct));
        await _fleet.StartAsync(Gateway, leaving.Address);
        return (ledOn, again);
    }

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
            var heard = await SpeakAsync(client, index % 2 is 0 ? "joe" : Guest, index, WriteAsync(Task.CompletedTask, Ct));
            first ??= heard;
            // Another build may speak otherwise.
            Assert.True(Old is not null || first.AsSpan().SequenceEqual(heard), $"An utterance of listener {index} is another.");
        }
    }

    /// <param name="begun">Told when it is heard.</param>
    private static async Task<byte[]> SpeakAsync(FleetClient client, string voice, int seed, IAsyncEnumerable<string> text, TaskCompletionSource? begun = null)
    {
        var pcm = new List<byte>();
        SpeechEvent? last = null;
        await foreach (var happened in client.SpeakAsync(new SpeechRequest(Voice: voice, Seed: (ulong)seed), text, Ct))
        {
            if (happened is SpeechEvent.Audio audio)
            {
                pcm.AddRange(audio.Pcm.Span);
                begun?.TrySetResult();
            }

            last = happened;
        }

        Assert.IsType<SpeechEvent.Finished>(last);
        Assert.NotEmpty(pcm);
        return [.. pcm];
    }

    /// <param name="rest">All but the first piece comes after it.</param>
    private static async IAsyncEnumerable<string> WriteAsync(Task rest, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var piece in Pieces)
        {
            yield return piece;
            await rest.WaitAsync(cancellation);
            await Task.Delay(Pause, cancellation);
        }
    }
}
