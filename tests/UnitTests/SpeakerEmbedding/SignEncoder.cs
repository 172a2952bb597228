using Qwen3Tts.SpeakerEmbedding.Embedding;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.UnitTests.SpeakerEmbedding;

/// <summary>An encoder that tells speakers by which way their waves lean: speech turned upside down is another person's.</summary>
internal sealed class SignEncoder : IVoiceEncoder
{
    public int SampleRate => 24_000;

    public int XVectorSize => 1;

    public VoiceEmbedding Encode(float[] samples, bool withCodes, CancellationToken cancellationToken) =>
        new([MathF.Sign(samples.Sum(sample => sample * sample * sample))], null);

    public void Dispose()
    {
    }
}
