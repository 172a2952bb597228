using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>A model's codec decoder.</summary>
public interface IFrameDecoder : IDisposable
{
    CodecFormat Format { get; }

    /// <summary>An utterance begins.</summary>
    /// <param name="skipped">Frames that it begins after, which do not matter any more: see <see cref="Prime"/>.</param>
    IFrameDecoding Start(int skipped);

    /// <summary>An utterance begins after frames that another began after; null where none is known to have, or it has been forgotten.</summary>
    IFrameDecoding? StartAfter(CodeFrames context);

    /// <summary>Keeps the state of an utterance that has been primed with <paramref name="context"/> and not gone on, for others.</summary>
    void Keep(CodeFrames context, IFrameDecoding primed);

    /// <summary>How an utterance gets ready for what follows so many frames.</summary>
    CodecPriming Prime(int frames);

    /// <summary>Decodes the next frames of several utterances, each in one row. Called by its device's thread only.</summary>
    void Decode(IReadOnlyList<DecodingRow> rows);
}
