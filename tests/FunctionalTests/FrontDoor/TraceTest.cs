using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Net.Client;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.FrontDoor;

/// <summary>One utterance is one trace through all services, with a span for each stage.</summary>
public sealed class TraceTest
{
    [Fact]
    public async Task Synthesize_OneUtterance_IsOneTraceWithASpanForEachStage()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("Qwen3Tts.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using (var fleet = await FleetFixture.StartAsync(
            FleetFixture.Settings(Qwen3Tts.Cli.Fleet.EmbeddedCheckpoint.Folder) with { Telemetry = true }))
        {
            using var channel = GrpcChannel.ForAddress(fleet.Address);
            using var call = new SpeechCall(new V1.Speech.SpeechClient(channel));
            await call.StartAsync(new SynthesizeStart { AudioEncoding = AudioEncoding.PcmF32Le, Seed = 1, Sampling = new Sampling { MaxFrames = 3 } });
            await call.TextAsync("Good morning.");
            await call.EndAsync();
            await call.AllAudioAsync();
        }

        // The fleet has stopped, so every span has ended.
        var utterance = Assert.Single(ended, activity => activity.OperationName == "gateway.synthesize");
        Assert.All(
            (string[])["text.tokenize", "talker.generate", "acoustic.decode", "speaker.embed"],
            stage => Assert.Equal(utterance.TraceId, Assert.Single(ended, activity => activity.OperationName == stage).TraceId));
    }
}
