using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Wire = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.AcousticDecoder.Grpc;

/// <summary>Frames off the wire, checked against the codec that is to decode them.</summary>
internal static class FrameParser
{
    /// <param name="wire">What came.</param>
    /// <param name="codec">The model's codec.</param>
    /// <param name="firstFrame">The index that the first of them must have.</param>
    /// <param name="maxFrames">The most that may come at once.</param>
    /// <exception cref="SpeechException">Invalid: the message names what is wrong.</exception>
    public static CodeFrames Parse(Wire.CodeFrames wire, CodecFormat codec, long firstFrame, int maxFrames)
    {
        if (wire.FirstFrame != firstFrame)
            throw SpeechException.Invalid($"Frame {firstFrame} is next, but frame {wire.FirstFrame} came.");
        if (wire.Codes.Count % codec.Groups != 0)
            throw SpeechException.Invalid($"{wire.Codes.Count} codes came; a frame of {codec.Name} has {codec.Groups}.");
        if (wire.Codes.Count / codec.Groups > maxFrames)
            throw SpeechException.Invalid($"{wire.Codes.Count / codec.Groups} frames came at once; at most {maxFrames} may.");

        var codes = new int[wire.Codes.Count];
        for (var i = 0; i < codes.Length; i++)
        {
            if (wire.Codes[i] >= codec.CodebookSize)
            {
                throw SpeechException.Invalid(
                    $"Code {wire.Codes[i]} in group {i % codec.Groups} of frame {firstFrame + (i / codec.Groups)} is not below {codec.CodebookSize}, the size of the codebooks of {codec.Name}.");
            }

            codes[i] = (int)wire.Codes[i];
        }

        return new CodeFrames(codec.Groups, codes);
    }
}
