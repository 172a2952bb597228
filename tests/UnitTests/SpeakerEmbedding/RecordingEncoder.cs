using System.Collections.Concurrent;
using Qwen3Tts.SpeakerEmbedding.Embedding;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.UnitTests.SpeakerEmbedding;

/// <summary>An encoder that keeps what it was given.</summary>
internal sealed class RecordingEncoder : IVoiceEncoder
{
    public int SampleRate => 24_000;

    public int XVectorSize => 1;

    public ConcurrentQueue<(float[] Samples, bool WithCodes)> Calls { get; } = new();

    public VoiceEmbedding Encode(float[] samples, bool withCodes, CancellationToken cancellationToken)
    {
        Calls.Enqueue((samples, withCodes));
        return new VoiceEmbedding([1], withCodes ? new CodeFrames(1, [1]) : null);
    }

    public void Dispose()
    {
    }
}
