using Qwen3Tts.Audio.Mel;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.SpeakerEmbedding.Embedding;

/// <summary>A checkpoint's speaker encoder, with the mel before it, and its codec encoder.</summary>
internal sealed class VoiceEncoder : IVoiceEncoder
{
    private readonly LogMelExtractor _mel;
    private readonly SpeakerEncoder _speaker;
    private readonly CodecEncoder _codec;

    private VoiceEncoder(SpeakerEncoderConfiguration configuration, SpeakerEncoder speaker, CodecEncoder codec)
    {
        _mel = new LogMelExtractor(new MelSettings(configuration.SampleRate, configuration.MelBands));
        _speaker = speaker;
        _codec = codec;
        SampleRate = configuration.SampleRate;
        XVectorSize = configuration.Width;
    }

    public int SampleRate { get; }

    public int XVectorSize { get; }

    /// <param name="checkpoint">Needed only until this returns.</param>
    /// <param name="configuration">The checkpoint's own.</param>
    public static VoiceEncoder Load(Checkpoint checkpoint, SpeakerEncoderConfiguration configuration, SessionSettings settings)
    {
        var speaker = SpeakerEncoder.Load(checkpoint, settings);
        try
        {
            return new VoiceEncoder(configuration, speaker, CodecEncoder.Load(checkpoint, settings));
        }
        catch
        {
            speaker.Dispose();
            throw;
        }
    }

    public VoiceEmbedding Encode(float[] samples, bool withCodes, CancellationToken cancellationToken)
    {
        var mel = _mel.Extract(samples);
        cancellationToken.ThrowIfCancellationRequested();
        var xVector = _speaker.Encode(mel.Values, mel.Frames);
        cancellationToken.ThrowIfCancellationRequested();
        return new VoiceEmbedding(xVector, withCodes ? _codec.Encode(samples) : null);
    }

    public void Dispose()
    {
        _speaker.Dispose();
        _codec.Dispose();
    }
}
