using System.Diagnostics;
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
public sealed class WorkerDrainTest : IAsyncDisposable
{
    private const int Streams = 8;
    private const int Begun = 60;
    private const int Piece = 10;
    private const string Text =
        "The kettle was singing when the first guests came up the garden path, and nobody had laid the table yet. "
        + "My brother, who paints old wooden boats, had brought a bottle of plum wine. "
        + "The children ran down to the river, and we heard them laugh until it was dark.";

    // Of `Delivery:Lead`: what a listener has in hand.
    private const double Lead = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

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
        var leaving = new List<ServiceProcess>();
        foreach (var service in Replicated)
        {
            leaving.Add(await _fleet.AddAsync(service));
            await _fleet.AddAsync(service);
        }

        await _fleet.AddAsync("SpeakerEmbedding");
        using var gateway = GrpcChannel.ForAddress((await _fleet.StartAsync("Gateway")).Address);

        var undisturbed = await SpeakAllAsync(gateway, () => Task.CompletedTask);
        var exits = new List<(int Code, TimeSpan Took)>();
        var heard = await SpeakAllAsync(gateway, async () =>
        {
            foreach (var process in leaving)
            {
                var told = Stopwatch.GetTimestamp();
                exits.Add((await process.StopAsync(Ct), Stopwatch.GetElapsedTime(told)));
            }
        });

        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"{Streams} utterances: longest gap {Gap(heard):0.00} s, undisturbed {Gap(undisturbed):0.00} s; late by {Late(heard):0.00} s, undisturbed {Late(undisturbed):0.00} s; workers ended within {string.Join(", ", exits.Select(exit => FormattableString.Invariant($"{exit.Took.TotalSeconds:0.00}")))} s."));
        Assert.All(exits, exit => Assert.Equal(0, exit.Code));
        for (var i = 0; i < Streams; i++)
            Assert.True(undisturbed[i].Samples.AsSpan().SequenceEqual(heard[i].Samples), $"Utterance {i} is another.");
        Assert.True(Gap(heard) < Gap(undisturbed) + Lead, $"No audio came for {Gap(heard)} s.");
        Assert.True(Late(heard) < Late(undisturbed) + Lead, $"Playback stood still for {Late(heard)} s.");
    }

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    private static double Gap((float[] Samples, Playback Playback)[] all) => all.Max(one => one.Playback.LongestGap.TotalSeconds);

    private static double Late((float[] Samples, Playback Playback)[] all) => all.Max(one => one.Playback.Late.TotalSeconds);

    /// <summary>Speaks all utterances at once; when each is heard, something happens while their text is written on, and only after that it ends.</summary>
    private static async Task<(float[] Samples, Playback Playback)[]> SpeakAllAsync(GrpcChannel channel, Func<Task> happens)
    {
        var happened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = Enumerable.Range(0, Streams).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var allBegun = Task.WhenAll(begun.Select(one => one.Task));
        var all = Task.WhenAll(begun.Select((one, i) => SpeakAsync(channel, (ulong)i, one, allBegun, happened.Task)));
        await Task.WhenAny(allBegun, all);
        await happens();
        happened.SetResult();
        return await all;
    }

    private static async Task<(float[] Samples, Playback Playback)> SpeakAsync(GrpcChannel channel, ulong seed, TaskCompletionSource begun, Task allBegun, Task happened)
    {
        using var call = new SpeechCall(new V1.Speech.SpeechClient(channel));
        await call.StartAsync(new SynthesizeStart { Voice = "joe", AudioEncoding = AudioEncoding.PcmF32Le, Seed = seed });
        await call.TextAsync(Text[..Begun]);
        await call.FirstAudioAsync();
        begun.SetResult();
        // A stage whose samples nobody takes is not asked for more, and stays where it is.
        var hearing = call.AllAudioAsync();
        await allBegun.WaitAsync(Ct);
        var written = Begun;
        // Faster than it is spoken, so that what is late is not late for want of text.
        for (; !happened.IsCompleted && written + Piece < Text.Length; written += Piece)
        {
            await call.TextAsync(Text[written..(written + Piece)]);
            await Task.WhenAny(happened, Task.Delay(Pause, Ct));
        }

        await happened.WaitAsync(Ct);
        await call.TextAsync(Text[written..]);
        await call.EndAsync();
        var samples = await hearing;
        Assert.NotNull(call.Finished);
        return (samples, call.Playback);
    }
}
