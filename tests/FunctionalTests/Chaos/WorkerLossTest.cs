using System.Diagnostics;
using System.Runtime.InteropServices;
using Grpc.Net.Client;
using Qwen3Tts.FunctionalTests.Executables;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.FunctionalTests.FrontDoor;
using Qwen3Tts.Tests.Processes;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.Chaos;

/// <summary>Workers are processes of their own, two of each, and one is killed or stopped while eight utterances are spoken: none is heard to suffer.</summary>
public sealed class WorkerLossTest(FleetFixture fleets) : IAsyncDisposable
{
    private const int Streams = 8;
    private const string Text = "The kettle was singing when the first guests came up the garden path, and nobody had laid the table yet.";

    private static readonly string[] Replicated = ["TextFrontend", "TokenGenerator", "AcousticDecoder"];

    private readonly Dictionary<string, ServiceProcess> _processes = [];
    private readonly ProcessFleet _fleet = new(
        ("Services:DescribePeriod", "00:00:00.5"),
        ("Services:DescribeTimeout", "00:00:01"),
        ("Failover:StallAfter", "00:00:01"),
        // Each utterance has a mark of its own.
        ("Watermark:Enabled", "false"));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Utterances_WhoseWorkersAreKilledOrStopped_AreTheSameToTheBit()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Windows has no signals.");
        float[][] expected;
        using (var channel = GrpcChannel.ForAddress((await fleets.UnmarkedAsync()).Address))
            expected = [.. (await SpeakAllAsync(channel, () => Task.CompletedTask)).Select(heard => heard.Samples)];
        await StartAsync();
        using var gateway = GrpcChannel.ForAddress(_processes["Gateway"].Address);

        foreach (var service in Replicated)
        {
            foreach (var kill in new[] { true, false })
            {
                var victim = $"{service}:{(kill ? 0 : 1)}";
                var heard = await SpeakAllAsync(gateway, () => kill ? _processes[victim].DieAsync(Ct) : PauseAsync(victim));

                for (var i = 0; i < Streams; i++)
                    Assert.True(expected[i].AsSpan().SequenceEqual(heard[i].Samples), $"{victim}, {(kill ? "killed" : "stopped")}: utterance {i} is another.");
                TestContext.Current.TestOutputHelper?.WriteLine(
                    $"{victim} {(kill ? "killed" : "stopped")}: longest gap between two pieces of audio {heard.Max(one => one.LongestGap.TotalSeconds):f2} s");
                await MendAsync(service, victim, kill);
            }
        }
    }

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    private async Task StartAsync()
    {
        foreach (var (service, replica) in Replicated.SelectMany(service => new[] { (service, 0), (service, 1) }).Append(("SpeakerEmbedding", 0)))
            _processes[$"{service}:{replica}"] = await _fleet.AddAsync(service);
        _processes["Gateway"] = await _fleet.StartAsync("Gateway");
    }

    private Task PauseAsync(string victim)
    {
        _processes[victim].Pause();
        return Task.CompletedTask;
    }

    private async Task MendAsync(string service, string victim, bool killed)
    {
        if (!killed)
        {
            _processes[victim].Resume();
            return;
        }

        var address = _processes[victim].Address;
        _processes[victim] = await _fleet.StartAsync(service, address);
    }

    /// <summary>Speaks all utterances at once; when each has been heard for a while, something happens.</summary>
    private static async Task<Heard[]> SpeakAllAsync(GrpcChannel channel, Func<Task> happens)
    {
        using var begun = new CountdownEvent(Streams);
        var all = Enumerable.Range(0, Streams).Select(i => Task.Run(() => SpeakAsync(channel, (ulong)i, () => begun.Signal()))).ToArray();
        await Task.WhenAny(Task.Run(() => begun.Wait(Ct)), Task.WhenAll(all));
        await happens();
        return await Task.WhenAll(all);
    }

    private static async Task<Heard> SpeakAsync(GrpcChannel channel, ulong seed, Action begun)
    {
        using var call = new SpeechCall(new V1.Speech.SpeechClient(channel));
        await call.StartAsync(new SynthesizeStart { Voice = "joe", AudioEncoding = AudioEncoding.PcmF32Le, Seed = seed });
        await call.TextAsync(Text[..60]);
        await call.FirstAudioAsync();
        begun();
        await call.TextAsync(Text[60..]);
        await call.EndAsync();
        var (longest, last) = (TimeSpan.Zero, Stopwatch.GetTimestamp());
        while (await call.NextAsync())
        {
            var gap = Stopwatch.GetElapsedTime(last);
            longest = gap > longest ? gap : longest;
            last = Stopwatch.GetTimestamp();
        }

        Assert.NotNull(call.Finished);
        return new Heard([.. call.Samples], longest);
    }

    private sealed record Heard(float[] Samples, TimeSpan LongestGap);
}
