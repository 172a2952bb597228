using Qwen3Tts.Modeling.Codec;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>What the codec decoder remembers of one utterance: conv contexts and the attention's window, in memory that stays the same.</summary>
public sealed class CodecDecoderState : IDisposable
{
    internal CodecDecoderState(CodecMemory memory) => Memory = memory;

    /// <summary>Frames decoded so far.</summary>
    public int Frames => Memory.Frames;

    internal CodecMemory Memory { get; }

    /// <summary>Forgets the utterance: the next frame is another's first.</summary>
    public void Reset() => Memory.Reset();

    public void Dispose() => Memory.Dispose();
}
