using System.Runtime.InteropServices;
using Qwen3Tts.FunctionalTests.Chaos.Faults;
using Qwen3Tts.FunctionalTests.Executables;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Redis;

namespace Qwen3Tts.FunctionalTests.Chaos;

/// <summary>
/// Services are processes of their own, two of each worker, and a fault befalls one of them, or Redis, while eight utterances are spoken: none is
/// heard to suffer. What listeners noticed is in <c>chaos.md</c> beside this program.
/// </summary>
public sealed class FaultsTest
{
    private const string Embedder = "SpeakerEmbedding";

    // Every service, fault and moment at least once.
    private static readonly (string Service, Fault Fault, Moment Moment)[] Few =
    [
        ("TextFrontend", Fault.Killed, Moment.TextOpen),
        ("TextFrontend", Fault.Paused, Moment.TextOpen),
        ("TokenGenerator", Fault.Killed, Moment.FirstFrame),
        ("TokenGenerator", Fault.Paused, Moment.TextOpen),
        ("TokenGenerator", Fault.Silenced, Moment.TextOpen),
        ("AcousticDecoder", Fault.Killed, Moment.Middle),
        ("AcousticDecoder", Fault.Paused, Moment.TextOpen),
        ("AcousticDecoder", Fault.Slowed, Moment.FirstFrame),
        ("AcousticDecoder", Fault.CutOff, Moment.NearEnd),
        (Embedder, Fault.Killed, Moment.Before),
        (FaultyFleet.Redis, Fault.Killed, Moment.Before),
        (FaultyFleet.Redis, Fault.Silenced, Moment.Middle),
    ];

    private static bool IsWhole => Environment.GetEnvironmentVariable("QWEN3TTS_CHAOS") is "whole";

    [Fact]
    public async Task Utterances_InWhichAServiceFails_AreTheSameToTheBit()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Windows has no signals.");
        Tool.Need(RedisProcess.Program);
        // Its client takes a lost connection for an error, which here is the fault itself.
        ErrorLog.Expect("StackExchange.Redis.ConnectionMultiplexer");
        // The framework's own, of a caller that gave up before its request had come.
        ErrorLog.Expect("The client reset the request stream.");
        await using var fleet = await FaultyFleet.StartAsync();
        var expected = new Dictionary<bool, float[][]>();
        foreach (var clones in new[] { false, true })
        {
            var heard = await new FaultyRound(fleet, clones, Moment.TextOpen, expected: null).SpeakAsync(() => Task.CompletedTask);
            expected[clones] = [.. heard.Select(one => one.Samples)];
        }

        var table = new FaultTable();
        foreach (var (service, fault, moment) in IsWhole ? All() : Few)
            await SufferAsync(fleet, service, fault, moment, expected[service is Embedder], table);
        TestContext.Current.TestOutputHelper?.WriteLine(table.Describe());
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "chaos.md"), table.Describe(), TestContext.Current.CancellationToken);
    }

    private static IEnumerable<(string Service, Fault Fault, Moment Moment)> All() =>
        from service in ProcessFleet.Workers.Append(FaultyFleet.Redis)
        from fault in Enum.GetValues<Fault>()
        from moment in Enum.GetValues<Moment>()
        // Whose work is done before an utterance begins.
        where service is not Embedder || moment is Moment.Before
        select (service, fault, moment);

    private static async Task SufferAsync(FaultyFleet fleet, string service, Fault fault, Moment moment, float[][] expected, FaultTable table)
    {
        var what = $"{service}, {fault}, {moment}";
        TestContext.Current.SendDiagnosticMessage(what);
        var moves = await fleet.MovesAsync();
        fleet.Listen();
        Target? victim = null;
        var heard = await new FaultyRound(fleet, service is Embedder, moment, expected).SpeakAsync(() =>
        {
            victim = fleet.Busiest(service);
            return victim.BefallAsync(fault);
        });

        for (var i = 0; i < FaultyRound.Streams; i++)
        {
            Assert.True(expected[i].AsSpan().SequenceEqual(heard[i].Samples), $"{what}: utterance {i} is another.");
            // Audio is ahead of its playback by then, and by more than it takes to notice a stall and to go on elsewhere.
            if (moment is Moment.Middle or Moment.NearEnd)
                Assert.True(heard[i].Playback.Late == TimeSpan.Zero, $"{what}: playback of utterance {i} stood still for {heard[i].Playback.Late}.");
        }

        table.Add(service, fault, moment, [.. heard.Select(one => one.Playback)], await fleet.MovesAsync() - moves);
        await victim!.MendAsync(fault);
        await fleet.HealthyAsync();
    }
}
