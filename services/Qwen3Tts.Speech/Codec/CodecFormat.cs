using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Speech.Codec;

/// <summary>The speech codec of a checkpoint, as its configuration states it.</summary>
/// <param name="Name">For example <c>qwen3_tts_tokenizer_12hz</c>.</param>
/// <param name="Groups">Codes in one frame.</param>
/// <param name="CodebookSize">Entries in each group's codebook.</param>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="SamplesPerFrame">Samples that one frame decodes to.</param>
public sealed record CodecFormat(string Name, int Groups, int CodebookSize, int SampleRate, int SamplesPerFrame)
{
    public double FramesPerSecond => (double)SampleRate / SamplesPerFrame;

    /// <summary>Frames from codes that came from outside, frame by frame.</summary>
    /// <exception cref="SpeechException">Invalid: they do not make whole frames, or a code is not in its codebook.</exception>
    public CodeFrames Parse(IReadOnlyList<uint> codes)
    {
        if (codes.Count % Groups != 0)
            throw SpeechException.Invalid($"{codes.Count} codes came; a frame of {Name} has {Groups}.");

        var parsed = new int[codes.Count];
        for (var i = 0; i < parsed.Length; i++)
        {
            if (codes[i] >= CodebookSize)
            {
                throw SpeechException.Invalid(
                    $"Code {codes[i]}, in group {i % Groups} of frame {i / Groups}, is not below {CodebookSize}, the size of the codebooks of {Name}.");
            }

            parsed[i] = (int)codes[i];
        }

        return new CodeFrames(Groups, parsed);
    }
}
