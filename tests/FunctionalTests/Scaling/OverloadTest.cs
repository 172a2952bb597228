using System.Diagnostics;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.FunctionalTests.FrontDoor;
using Qwen3Tts.V1;
using Status = Grpc.Core.StatusCode;

namespace Qwen3Tts.FunctionalTests.Scaling;

/// <summary>
/// Three times as many utterances as there is room for, which settings say and not the processor: those admitted are spoken whole and without
/// a pause, the others are refused while those are spoken, and afterwards there is room again.
/// </summary>
public sealed class OverloadTest
{
    // As many as an engine speaks at once by default; two cores carry many times more with these networks.
    private const int Room = 8;
    private const int Asked = 3 * Room;

    // What is said of it lasts longer than the others take to be refused.
    private const string Beginning = "The kettle was singing when the first guests came up the garden path, and nobody had laid the table yet. ";

    // Longer in all than audio is sent ahead of its playback: the end comes in real time.
    private const string Rest = "My brother, who paints old wooden boats, had brought a bottle of plum wine.";

    // Of what takes milliseconds; other work on the machine may hold it up.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    // Nothing on an idle machine. Where nine others wanted each core it was 1.2 s once, in a first second; a fleet that could carry but half of
    // them would be late by ten at the end of ten.
    private static readonly TimeSpan Buffer = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan WithinSeconds = TimeSpan.FromSeconds(5);

    /// <param name="limits">Where the room is short: settings.</param>
    [Theory]
    [InlineData("Gateway:MaxUtterances=8", "Gateway:RetryAfter=00:00:02")]
    [InlineData("Engine:MaxUtterances=8", "Engine:QueueLength=0")]
    public async Task Overload_ServesWhomItAdmitsWithoutAPause_RefusesOthersAtOnce_AndServesAtOnceAfterwards(params string[] limits)
    {
        await using var fleet = await FleetFixture.StartAsync(FleetFixture.Settings(EmbeddedCheckpoint.Folder) with
        {
            Configuration = limits.Append("Watermark:Enabled=false").Select(limit => limit.Split('=')).ToDictionary(limit => limit[0], limit => (string?)limit[1]),
        });
        using var channel = GrpcChannel.ForAddress(fleet.Address);
        var client = new V1.Speech.SpeechClient(channel);
        var alone = new List<float[]>();
        for (var seed = 0; seed < Room; seed++)
        {
            using var call = await BeginAsync(client, seed, Delivery.File);
            alone.Add(await EndAsync(call));
        }

        var admitted = await Task.WhenAll(Enumerable.Range(0, Room).Select(seed => HearAsync(client, seed)));
        // While those are spoken, whose text has not ended: nobody who is refused waits for them to end.
        var refused = await Task.WhenAll(Enumerable.Range(Room, Asked - Room).Select(seed => RefusedAsync(client, seed)));
        await EnsureSpokenAsync(admitted, alone, $"{limits[0]}: among {Asked}");

        // As many as there is room for, at once.
        var asked = Stopwatch.GetTimestamp();
        var again = await Task.WhenAll(Enumerable.Range(0, Room).Select(seed => HearAsync(client, seed)));
        var heard = Stopwatch.GetElapsedTime(asked);
        await EnsureSpokenAsync(again, alone, $"{limits[0]}: afterwards");
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"{limits[0]}: {Asked - Room} refused in {refused.Max().TotalMilliseconds:0} ms; {Room} admitted, late by {Latest(admitted):0} ms at most; afterwards heard in {heard.TotalMilliseconds:0} ms, late by {Latest(again):0} ms."));
        Assert.True(refused.Max() < AtOnce, $"A refusal took {refused.Max()}.");
        Assert.True(heard < WithinSeconds, $"Afterwards {Room} utterances were heard after {heard}.");
    }

    /// <summary>Hears all to their ends, without a pause.</summary>
    private static async Task EnsureSpokenAsync(IReadOnlyList<(SpeechCall Call, Task<float[]> Hearing)> begun, List<float[]> alone, string what)
    {
        await Task.WhenAll(begun.Select(one => SendRestAsync(one.Call)));
        for (var seed = 0; seed < Room; seed++)
        {
            using var call = begun[seed].Call;
            var heard = await begun[seed].Hearing;
            Assert.NotNull(call.Finished);
            Assert.True(
                alone[seed].AsSpan().SequenceEqual(heard),
                $"{what}, utterance {seed} is another: of {alone[seed].Length} and {heard.Length} samples the first {alone[seed].AsSpan().CommonPrefixLength(heard)} are the same.");
            Assert.True(call.Playback.Late < Buffer, $"{what}, utterance {seed} came {call.Playback.Late} late for its playback.");
        }
    }

    private static double Latest(IEnumerable<(SpeechCall Call, Task<float[]> Hearing)> begun) => begun.Max(one => one.Call.Playback.Late.TotalMilliseconds);

    /// <returns>How long it took to be refused.</returns>
    private static async Task<TimeSpan> RefusedAsync(V1.Speech.SpeechClient client, int seed)
    {
        var asked = Stopwatch.GetTimestamp();
        using var call = await BeginAsync(client, seed);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => EndAsync(call));
        var took = Stopwatch.GetElapsedTime(asked);
        Assert.Equal(Status.ResourceExhausted, refusal.StatusCode);
        Assert.InRange(refusal.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        return took;
    }

    /// <returns>When it is heard: the call, and what hears it on.</returns>
    private static async Task<(SpeechCall Call, Task<float[]> Hearing)> HearAsync(V1.Speech.SpeechClient client, int seed)
    {
        var call = await BeginAsync(client, seed);
        await call.FirstAudioAsync();
        return (call, call.AllAudioAsync());
    }

    private static async Task<SpeechCall> BeginAsync(V1.Speech.SpeechClient client, int seed, Delivery delivery = Delivery.Playback)
    {
        var call = new SpeechCall(client);
        await SendAsync(async () =>
        {
            await call.StartAsync(new SynthesizeStart { Voice = "joe", AudioEncoding = AudioEncoding.PcmF32Le, Seed = (ulong)seed, Delivery = delivery });
            await call.TextAsync(Beginning);
        });
        return call;
    }

    private static async Task<float[]> EndAsync(SpeechCall call)
    {
        await SendRestAsync(call);
        var samples = await call.AllAudioAsync();
        Assert.NotNull(call.Finished);
        return samples;
    }

    private static Task SendRestAsync(SpeechCall call) => SendAsync(async () =>
    {
        await call.TextAsync(Rest);
        await call.EndAsync();
    });

    private static async Task SendAsync(Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException)
        {
            // The call has ended: whoever reads it is told why.
        }
    }
}
