using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.SpeakerEmbedding.Embedding;

/// <summary>The networks of a model family that embed a clip. May be used by several threads at once.</summary>
internal interface IVoiceEncoder : IDisposable
{
    /// <summary>The rate of the samples that it takes, in hertz.</summary>
    int SampleRate { get; }

    /// <summary>Width of the x-vector.</summary>
    int XVectorSize { get; }

    /// <param name="samples">Mono at <see cref="SampleRate"/>, full scale [−1, 1].</param>
    /// <param name="withCodes">Also encode the clip to codec frames.</param>
    VoiceEmbedding Encode(float[] samples, bool withCodes, CancellationToken cancellationToken);
}
