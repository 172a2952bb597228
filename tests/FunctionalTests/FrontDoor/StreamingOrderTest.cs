using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.TokenGenerator.Engine;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.FrontDoor;

/// <summary>Who waits for whom, told by what has come when: nothing here looks at a clock.</summary>
public sealed class StreamingOrderTest(FleetFixture fleets)
{
    [Fact]
    public async Task Synthesize_TextStillComing_AudioLeavesBeforeItsEnd()
    {
        using var channel = GrpcChannel.ForAddress((await fleets.NanoAsync()).Address);
        using var call = new SpeechCall(new V1.Speech.SpeechClient(channel));
        await call.StartAsync(new SynthesizeStart { AudioEncoding = AudioEncoding.PcmF32Le, Seed = 1 });
        await call.TextAsync("Snow covered the bridge this morning, ");

        // The rest is sent only after this: were audio to wait for the text's end, neither would come.
        await call.FirstAudioAsync();
        await call.TextAsync("and nobody came.");
        await call.EndAsync();

        var before = call.Samples.Count;
        Assert.True((await call.AllAudioAsync()).Length > before);
        Assert.Equal(FinishReason.Stop, call.Finished!.Reason);
    }

    [Fact]
    public async Task Synthesize_WholeText_NoAudioBeforeItsEnd()
    {
        using var channel = GrpcChannel.ForAddress((await fleets.NanoAsync()).Address);
        using var call = new SpeechCall(new V1.Speech.SpeechClient(channel));
        await call.StartAsync(new SynthesizeStart
        {
            AudioEncoding = AudioEncoding.PcmF32Le, Seed = 1, TextDelivery = TextDelivery.Whole, Sampling = new Sampling { MaxFrames = 2 },
        });
        await call.TextAsync("Snow covered the bridge.");
        // Another utterance speaks to its end meanwhile: the engine was free, and still the first has not begun.
        using var other = new SpeechCall(new V1.Speech.SpeechClient(channel));
        await other.StartAsync(new SynthesizeStart { AudioEncoding = AudioEncoding.PcmF32Le, Seed = 1, Sampling = new Sampling { MaxFrames = 2 } });
        await other.TextAsync("Good morning.");
        await other.EndAsync();
        await other.AllAudioAsync();
        Assert.Empty(call.Samples);

        await call.EndAsync();
        Assert.NotEmpty(await call.AllAudioAsync());
    }

    [Fact]
    public async Task Synthesize_ClientGoesAway_TheEngineIsLeftToOthers()
    {
        // One utterance at a time and none waiting: as long as one that nobody hears is held, the next is refused.
        var settings = FleetFixture.Settings(Qwen3Tts.Cli.Fleet.EmbeddedCheckpoint.Folder) with
        {
            Configuration = new Dictionary<string, string?> { ["Watermark:Key"] = FleetFixture.WatermarkKey, ["Engine:MaxUtterances"] = "1", ["Engine:QueueLength"] = "0" },
        };
        await using var fleet = await FleetFixture.StartAsync(settings);
        var engine = fleet.Services["token-generator"].Services.GetRequiredService<Loading<GenerationEngine>>().Value;
        using var channel = GrpcChannel.ForAddress(fleet.Address);
        using (var leaving = new CancellationTokenSource())
        {
            using var call = new SpeechCall(new V1.Speech.SpeechClient(channel), cancellation: leaving.Token);
            await call.StartAsync(new SynthesizeStart { AudioEncoding = AudioEncoding.PcmF32Le, Seed = 1 });
            await call.TextAsync("Snow covered the bridge this morning, ");
            await call.FirstAudioAsync();
            Assert.Equal(1, engine.Active);
            await leaving.CancelAsync();
        }

        // Refusals end when the engine has seen that the client went; the test's own time limit bounds the wait.
        while (true)
        {
            using var next = new SpeechCall(new V1.Speech.SpeechClient(channel));
            try
            {
                await SendAsync(next);
                Assert.NotEmpty(await next.AllAudioAsync());
                break;
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.ResourceExhausted)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Sends a short text. A call that is refused meanwhile takes no more of it: reading says why.</summary>
    private static async Task SendAsync(SpeechCall call)
    {
        try
        {
            await call.StartAsync(new SynthesizeStart { AudioEncoding = AudioEncoding.PcmF32Le, Seed = 1, Sampling = new Sampling { MaxFrames = 2 } });
            await call.TextAsync("Good morning.");
            await call.EndAsync();
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException)
        {
        }
    }
}
