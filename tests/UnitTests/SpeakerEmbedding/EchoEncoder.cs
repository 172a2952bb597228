using System.Collections.Concurrent;
using Qwen3Tts.SpeakerEmbedding.Embedding;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.UnitTests.SpeakerEmbedding;

/// <summary>An encoder whose x-vector tells the number of samples and their mean. A test may hold it up.</summary>
internal sealed class EchoEncoder(Action? before = null) : IVoiceEncoder
{
    private int _running;

    public int SampleRate => 24_000;

    public int XVectorSize => 2;

    /// <summary>How many clips were in work when each began, itself included.</summary>
    public ConcurrentQueue<int> Running { get; } = new();

    public bool IsDisposed { get; private set; }

    public VoiceEmbedding Encode(float[] samples, bool withCodes, CancellationToken cancellationToken)
    {
        Running.Enqueue(Interlocked.Increment(ref _running));
        try
        {
            before?.Invoke();
            cancellationToken.ThrowIfCancellationRequested();
            return new VoiceEmbedding([samples.Length, samples.Average()], withCodes ? new CodeFrames(2, [1, 2, 3, 4]) : null);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    public void Dispose() => IsDisposed = true;
}
