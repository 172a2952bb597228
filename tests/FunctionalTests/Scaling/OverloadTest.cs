using Grpc.Core;
using Grpc.Net.Client;
using Google.Rpc;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.FunctionalTests.FrontDoor;
using Qwen3Tts.V1;
using Status = Grpc.Core.StatusCode;

namespace Qwen3Tts.FunctionalTests.Scaling;

/// <summary>Three times as many utterances as there is room for, which settings say and not the processor: those admitted are spoken whole.</summary>
public sealed class OverloadTest
{
    private const int Room = 3;
    private const int Asked = 3 * Room;
    private const string Beginning = "The kettle was singing when the first guests ";
    private const string Rest = "came up the garden path.";

    /// <param name="limits">Where the room is short: settings.</param>
    [Theory]
    [InlineData("Gateway:MaxUtterances=3", "Gateway:RetryAfter=00:00:02")]
    [InlineData("Engine:MaxUtterances=3", "Engine:QueueLength=0", "Engine:ParkAfter=3600")]
    public async Task Overload_ServesWhomItAdmits_RefusesOthersAtOnce_AndServesAtOnceAfterwards(params string[] limits)
    {
        await using var fleet = await FleetFixture.StartAsync(FleetFixture.Settings(EmbeddedCheckpoint.Folder) with
        {
            Configuration = limits.Append("Watermark:Enabled=false").Select(limit => limit.Split('=')).ToDictionary(limit => limit[0], limit => (string?)limit[1]),
        });
        using var channel = GrpcChannel.ForAddress(fleet.Address);
        var client = new V1.Speech.SpeechClient(channel);
        var alone = new List<float[]>();
        for (var seed = 0; seed < Room; seed++)
            alone.Add(await SpeakAsync(client, seed));

        var admitted = new List<SpeechCall>();
        for (var seed = 0; seed < Room; seed++)
        {
            admitted.Add(await BeginAsync(client, seed));
            await admitted[seed].FirstAudioAsync();
        }

        // While those are being spoken: nobody who is refused waits for them to end.
        await Task.WhenAll(Enumerable.Range(Room, Asked - Room).Select(async seed =>
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(() => SpeakAsync(client, seed));
            Assert.Equal(Status.ResourceExhausted, refusal.StatusCode);
            Assert.InRange(refusal.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        }));
        for (var seed = 0; seed < Room; seed++)
        {
            using var call = admitted[seed];
            var heard = await EndAsync(call);
            EnsureSame(alone[seed], heard, $"{limits[0]}: utterance {seed} is another than alone");
        }

        // As many as there is room for, at once.
        var again = await Task.WhenAll(Enumerable.Range(0, Room).Select(seed => SpeakAsync(client, seed)));
        for (var seed = 0; seed < Room; seed++)
            EnsureSame(alone[seed], again[seed], $"{limits[0]}: utterance {seed} is another afterwards");
    }

    private static void EnsureSame(float[] alone, float[] heard, string message) => Assert.True(
        alone.AsSpan().SequenceEqual(heard),
        $"{message}: of {alone.Length} and {heard.Length} samples the first {alone.AsSpan().CommonPrefixLength(heard)} are the same.");

    private static async Task<float[]> SpeakAsync(V1.Speech.SpeechClient client, int seed)
    {
        using var call = await BeginAsync(client, seed);
        return await EndAsync(call);
    }

    private static async Task<SpeechCall> BeginAsync(V1.Speech.SpeechClient client, int seed)
    {
        var call = new SpeechCall(client);
        await SendAsync(async () =>
        {
            await call.StartAsync(new SynthesizeStart { Voice = "joe", AudioEncoding = AudioEncoding.PcmF32Le, Seed = (ulong)seed });
            await call.TextAsync(Beginning);
        });
        return call;
    }

    private static async Task<float[]> EndAsync(SpeechCall call)
    {
        await SendAsync(async () =>
        {
            await call.TextAsync(Rest);
            await call.EndAsync();
        });
        var samples = await call.AllAudioAsync();
        Assert.NotNull(call.Finished);
        return samples;
    }

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
