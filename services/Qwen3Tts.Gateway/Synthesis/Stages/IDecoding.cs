using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Gateway.Synthesis.Stages;

/// <summary>One utterance's stream through an AcousticDecoder.</summary>
internal interface IDecoding : IStageStream
{
    /// <param name="context">Frames that are decoded first and give no samples; null for none.</param>
    /// <param name="before">Frames before those, which the decoder does not look back to.</param>
    Task StartAsync(CodeFrames? context, int before, CancellationToken cancellation);

    /// <param name="firstFrame">Index of the first of these frames in the utterance.</param>
    Task SendAsync(CodeFrames frames, long firstFrame, CancellationToken cancellation);

    Task EndAsync();

    /// <summary>32-bit float little-endian PCM in [−1, 1], in order.</summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSamplesAsync(CancellationToken cancellation);
}
