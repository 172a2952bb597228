using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.FunctionalTests.Executables;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.FunctionalTests.FrontDoor;
using Qwen3Tts.FunctionalTests.Observability;
using Qwen3Tts.Tests.Redis;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.Limits;

/// <summary>Two Gateways, processes of their own with one Redis, share a tenant's voices and limits, also when one of them is killed.</summary>
public sealed class SharedGatewaysTest : IAsyncDisposable
{
    private readonly RedisServer _redis = new();
    private readonly ProcessFleet _fleet;

    public SharedGatewaysTest() => _fleet = new ProcessFleet(
        ("Watermark:Key", FleetFixture.WatermarkKey),
        ("Redis:Connection", _redis.Connection),
        ("Gateway:LoopbackAttests", "true"),
        ("Limits:Tenants:0:Tenant", "local"),
        ("Limits:Tenants:0:MaxUtterances", "2"));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gateways_ShareATenantsVoicesAndLimits_AndAKilledOnesPermitsComeBack()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Windows has no signals.");
        await _redis.Start();
        foreach (var worker in ProcessFleet.Workers)
            await _fleet.AddAsync(worker);
        var victim = await _fleet.StartAsync("Gateway");
        using var one = GrpcChannel.ForAddress(victim.Address);
        using var two = GrpcChannel.ForAddress((await _fleet.StartAsync("Gateway")).Address);
        await CreateVoiceAsync(one);

        using var lost = await SpeakingAsync(one);
        using var there = await SpeakingAsync(two);
        await RefusedAsync(one);
        await RefusedAsync(two);

        // Its utterance goes on at the other, as the one that it was.
        await victim.DieAsync(Ct);
        using var resumed = new SpeechCall(new V1.Speech.SpeechClient(two));
        await resumed.ResumeAsync(lost.Started!);
        await resumed.TextAsync("Good morning, ");
        await resumed.FirstAudioAsync();
        await RefusedAsync(two);
        await EndAsync(resumed);

        // That of the next is not given back by anybody.
        var another = await _fleet.StartAsync("Gateway");
        using var three = GrpcChannel.ForAddress(another.Address);
        using var abandoned = await SpeakingAsync(three);
        await RefusedAsync(two);
        await another.DieAsync(Ct);
        await Eventually.AsyncTrue(() => IsLetInAsync(two), "the permit of a Gateway that was killed comes back");
        await EndAsync(there);
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        await _redis.DisposeAsync();
    }

    private static async Task CreateVoiceAsync(GrpcChannel gateway)
    {
        await new Voices.VoicesClient(gateway).CreateVoiceOfWholeClipAsync(
            new CreateVoiceOfWholeClipRequest
            {
                Name = "mine", Clip = ByteString.CopyFrom(await File.ReadAllBytesAsync(Path.Combine(EmbeddedCheckpoint.Folder, "voices", "clara.wav"), Ct)),
            },
            cancellationToken: Ct);
    }

    private static async Task<SpeechCall> SpeakingAsync(GrpcChannel gateway)
    {
        var call = new SpeechCall(new V1.Speech.SpeechClient(gateway));
        await call.StartAsync(Start());
        await call.TextAsync("Good morning, ");
        await call.FirstAudioAsync();
        return call;
    }

    private static async Task EndAsync(SpeechCall call)
    {
        await call.TextAsync("and welcome.");
        await call.EndAsync();
        await call.AllAudioAsync();
        Assert.NotNull(call.Finished);
    }

    private static async Task RefusedAsync(GrpcChannel gateway)
    {
        using var call = new SpeechCall(new V1.Speech.SpeechClient(gateway));
        await call.StartAsync(Start());
        var error = await Assert.ThrowsAsync<RpcException>(call.AllAudioAsync);
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Equal("The tenant 'local' has 2 utterances open, and Limits:Tenants:0:MaxUtterances is 2; try again later.", error.Status.Detail);
        Assert.Equal(TimeSpan.FromSeconds(1), error.GetRpcStatus()!.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan());
    }

    private static async Task<bool> IsLetInAsync(GrpcChannel gateway)
    {
        using var call = new SpeechCall(new V1.Speech.SpeechClient(gateway));
        await call.StartAsync(Start());
        try
        {
            return await call.NextAsync();
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.ResourceExhausted)
        {
            return false;
        }
    }

    private static SynthesizeStart Start() => new() { Voice = "mine", AudioEncoding = AudioEncoding.PcmF32Le };
}
