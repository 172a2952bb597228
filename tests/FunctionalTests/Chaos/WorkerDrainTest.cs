using System.Runtime.InteropServices;
using Grpc.Net.Client;
using Qwen3Tts.FunctionalTests.Executables;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.FunctionalTests.FrontDoor;
using Qwen3Tts.Tests.Processes;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.Chaos;

/// <summary>
/// Workers are processes of their own, two of each, and one is told to stop while eight utterances are spoken whose text has not ended: it
/// hands its own over and ends at once, and none is heard to suffer.
/// </summary>
public sealed class WorkerDrainTest(FleetFixture fleets) : IAsyncDisposable
{
    private const int Streams = 8;
    private const string Text = "The kettle was singing when the first guests came up the garden path, and nobody had laid the table yet.";

    private static readonly string[] Replicated = ["TextFrontend", "TokenGenerator", "AcousticDecoder"];

    private readonly ProcessFleet _fleet = new(
        ("Gateway:TextIdle", "01:00:00"),
        // Longer than the test may take: who waits for the utterances' ends does not end.
        ("Draining:GracePeriod", "01:00:00"),
        // Each utterance has a mark of its own.
        ("Watermark:Enabled", "false"));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workers_ToldToStop_HandOverWhatTheySpeak_AndEndWell()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Windows has no signals.");
        float[][] expected;
        using (var channel = GrpcChannel.ForAddress((await fleets.UnmarkedAsync()).Address))
            expected = await SpeakAllAsync(channel, () => Task.CompletedTask);
        var leaving = new List<ServiceProcess>();
        foreach (var service in Replicated)
        {
            leaving.Add(await _fleet.AddAsync(service));
            await _fleet.AddAsync(service);
        }

        await _fleet.AddAsync("SpeakerEmbedding");
        using var gateway = GrpcChannel.ForAddress((await _fleet.StartAsync("Gateway")).Address);

        var exits = new List<int>();
        var heard = await SpeakAllAsync(gateway, async () =>
        {
            foreach (var process in leaving)
                exits.Add(await process.StopAsync(Ct));
        });

        Assert.Equal([0, 0, 0], exits);
        for (var i = 0; i < Streams; i++)
            Assert.True(expected[i].AsSpan().SequenceEqual(heard[i]), $"Utterance {i} is another.");
    }

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    /// <summary>Speaks all utterances at once; when each is heard, something happens, and only then the rest of the text is written.</summary>
    private static async Task<float[][]> SpeakAllAsync(GrpcChannel channel, Func<Task> happens)
    {
        var happened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = Enumerable.Range(0, Streams).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var all = Task.WhenAll(begun.Select((one, i) => SpeakAsync(channel, (ulong)i, one, happened.Task)));
        await Task.WhenAny(Task.WhenAll(begun.Select(one => one.Task)), all);
        await happens();
        happened.SetResult();
        return await all;
    }

    private static async Task<float[]> SpeakAsync(GrpcChannel channel, ulong seed, TaskCompletionSource begun, Task happened)
    {
        using var call = new SpeechCall(new V1.Speech.SpeechClient(channel));
        await call.StartAsync(new SynthesizeStart { Voice = "joe", AudioEncoding = AudioEncoding.PcmF32Le, Seed = seed });
        await call.TextAsync(Text[..60]);
        await call.FirstAudioAsync();
        begun.SetResult();
        // A stage whose samples nobody takes is not asked for more, and stays where it is.
        var hearing = call.AllAudioAsync();
        await happened.WaitAsync(Ct);
        await call.TextAsync(Text[60..]);
        await call.EndAsync();
        var samples = await hearing;
        Assert.NotNull(call.Finished);
        return samples;
    }
}
