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
}
