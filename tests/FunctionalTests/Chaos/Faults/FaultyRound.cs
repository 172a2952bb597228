using Google.Protobuf;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.FunctionalTests.FrontDoor;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.Chaos.Faults;

/// <summary>Eight utterances at once, in which something happens.</summary>
/// <param name="expected">Samples of each; what comes after half of them needs it.</param>
internal sealed class FaultyRound(FaultyFleet fleet, bool clones, Moment moment, IReadOnlyList<float[]>? expected)
{
    public const int Streams = 8;
    private const int Begun = 60;
    private const string Text =
        "The kettle was singing when the first guests came up the garden path, and nobody had laid the table yet. "
        + "My brother, who paints old wooden boats, had brought a bottle of plum wine.";

    private static readonly string[] Clips = ["clara", "joe", "oskar", "robin"];
    private static int _clips;

    private readonly TaskCompletionSource _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource[] _reached =
        [.. Enumerable.Range(0, Streams).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="happens">Called at the moment; what waits for it goes on when it ends.</param>
    public async Task<(float[] Samples, Playback Playback)[]> SpeakAsync(Func<Task> happens)
    {
        if (moment is Moment.Before)
            await happens();
        var all = Task.WhenAll(Enumerable.Range(0, Streams).Select(SpeakAsync));
        if (moment is not Moment.Before)
        {
            var reached = _reached.Select(one => one.Task);
            await Task.WhenAny(moment is Moment.FirstFrame ? Task.WhenAny(reached) : Task.WhenAll(reached), all);
            await happens();
        }

        _happened.SetResult();
        return await all;
    }

    private async Task<(float[] Samples, Playback Playback)> SpeakAsync(int index)
    {
        using var call = new SpeechCall(fleet.Speech);
        await call.StartAsync(Start(index));
        await call.TextAsync(Text[..Begun]);
        var writing = WriteAsync(call);
        var mark = moment switch
        {
            Moment.Middle => expected![index].Length / 2,
            Moment.NearEnd => expected![index].Length / 6 * 5,
            _ => 1,
        };
        while (await call.NextAsync())
        {
            // What is noticed is what comes after it.
            if (call.Samples.Count >= mark && _reached[index].TrySetResult())
                call.Playback.Forget();
        }

        await writing;
        Assert.NotNull(call.Finished);
        return ([.. call.Samples], call.Playback);
    }

    private async Task WriteAsync(SpeechCall call)
    {
        if (moment is Moment.TextOpen)
            await _happened.Task.WaitAsync(Ct);
        await call.TextAsync(Text[Begun..]);
        await call.EndAsync();
    }

    private SynthesizeStart Start(int index)
    {
        var start = new SynthesizeStart { AudioEncoding = AudioEncoding.PcmF32Le, Seed = (ulong)index };
        if (clones)
            start.OneOffClone = new OneOffClone { Clip = ByteString.CopyFrom(Clip(Clips[index % Clips.Length])) };
        else
            start.Voice = index % 2 is 0 ? "joe" : FaultyFleet.Guest;
        return start;
    }

    /// <summary>The same sound in a file that has not been there before, whose embedding nobody has kept.</summary>
    private static byte[] Clip(string voice)
    {
        var clip = File.ReadAllBytes(Path.Combine(EmbeddedCheckpoint.Folder, "voices", $"{voice}.wav"));
        byte[] note = [.. "note"u8, .. BitConverter.GetBytes(sizeof(int)), .. BitConverter.GetBytes(Interlocked.Increment(ref _clips))];
        BitConverter.TryWriteBytes(clip.AsSpan(4), clip.Length + note.Length - 8);
        return [.. clip, .. note];
    }
}
