using Qwen3Tts.AcousticDecoder.Decoding;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Benchmarks.Scaling;

/// <summary>A codec whose turn takes a fixed time, and whose samples are silence.</summary>
internal sealed class SteadyDecoder(CodecFormat format, TimeSpan step) : IFrameDecoder
{
    private readonly SteadyStep _step = new(step);

    public CodecFormat Format => format;

    public IFrameDecoding Start(int skipped) => new State();

    public IFrameDecoding? StartAfter(CodeFrames context) => new State();

    public void Keep(CodeFrames context, IFrameDecoding primed)
    {
    }

    public CodecPriming Prime(int frames) => new(frames, 0);

    public void Decode(IReadOnlyList<DecodingRow> rows) => _step.Run();

    public void Dispose() => _step.Dispose();

    private sealed class State : IFrameDecoding
    {
        public void Dispose()
        {
        }
    }
}
