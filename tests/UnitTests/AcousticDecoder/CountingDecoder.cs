using System.Collections.Concurrent;
using Qwen3Tts.AcousticDecoder.Decoding;
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

    /// <summary>The first code of each turn so far.</summary>
    public ConcurrentQueue<int> Turns { get; } = new();

    /// <summary>Utterances begun and not disposed.</summary>
    public int Open => Volatile.Read(ref _open);

    public static float[] Expected(CodeFrames frames, int framesBefore) => [.. Enumerable.Range(0, frames.Count)
        .SelectMany(i => Enumerable.Repeat((100f * (framesBefore + i)) + frames[i].ToArray().Sum(), 5))];

    public IFrameDecoding Start()
    {
        Interlocked.Increment(ref _open);
        return new Decoding(this);
    }

    public void Dispose()
    {
    }

    private void BeginTurn(CodeFrames frames)
    {
        Turns.Enqueue(frames[0][0]);
        beforeTurn?.Invoke(frames);
    }

    private sealed class Decoding(CountingDecoder decoder) : IFrameDecoding
    {
        private int _frames;

        public float[] Decode(CodeFrames frames)
        {
            decoder.BeginTurn(frames);
            var samples = Expected(frames, _frames);
            _frames += frames.Count;
            return samples;
        }

        public void Dispose() => Interlocked.Decrement(ref decoder._open);
    }
}
