using System.Collections.Concurrent;
using Qwen3Tts.AcousticDecoder.Decoding;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.UnitTests.AcousticDecoder;

/// <summary>
/// A decoder whose every sample tells the frame's place in the utterance and the sum of its codes, and which keeps in mind
/// whose turn it was. A test may hold up a turn.
/// </summary>
public sealed class CountingDecoder(Action<CodeFrames>? beforeTurn = null) : IFrameDecoder
{
    private int _open;

    public CodecFormat Format { get; } = new("counting", Groups: 3, CodebookSize: 10, SampleRate: 50, SamplesPerFrame: 5);

    /// <summary>The first code of each utterance's frames so far, turn by turn.</summary>
    public ConcurrentQueue<int> Turns { get; } = new();

    /// <summary>Of each turn, how many frames its utterances had.</summary>
    public ConcurrentQueue<int[]> Batches { get; } = new();

    /// <summary>Utterances begun and not disposed.</summary>
    public int Open => Volatile.Read(ref _open);

    public static float[] Expected(CodeFrames frames, int framesBefore) => [.. Enumerable.Range(0, frames.Count)
        .SelectMany(i => Enumerable.Repeat((100f * (framesBefore + i)) + frames[i].ToArray().Sum(), 5))];

    /// <summary>How it gets ready, whatever for.</summary>
    public CodecPriming Priming { get; init; }

    /// <summary>What states were to be kept after.</summary>
    public ConcurrentQueue<CodeFrames> Kept { get; } = new();

    /// <summary>Frames decoded silently so far.</summary>
    public int Silent { get; private set; }

    public IFrameDecoding Start(int skipped)
    {
        Interlocked.Increment(ref _open);
        return new Decoding(this, skipped);
    }

    public IFrameDecoding? StartAfter(CodeFrames context) => null;

    public void Keep(CodeFrames context, IFrameDecoding primed) => Kept.Enqueue(context);

    public CodecPriming Prime(int frames) => Priming;

    public void Decode(IReadOnlyList<DecodingRow> rows)
    {
        Batches.Enqueue([.. rows.Select(row => row.Frames.Count)]);
        foreach (var row in rows)
            Turns.Enqueue(row.Frames[0][0]);
        foreach (var row in rows)
        {
            beforeTurn?.Invoke(row.Frames);
            Silent += row.Silent ? row.Frames.Count : 0;
            ((Decoding)row.State).Decode(row.Frames, row.Samples);
        }
    }

    public void Dispose()
    {
    }

    private sealed class Decoding(CountingDecoder decoder, int skipped) : IFrameDecoding
    {
        private int _frames = skipped;

        public void Decode(CodeFrames frames, float[] samples)
        {
            if (samples.Length > 0)
                Expected(frames, _frames).CopyTo(samples, 0);
            _frames += frames.Count;
        }

        public void Dispose() => Interlocked.Decrement(ref decoder._open);
    }
}
