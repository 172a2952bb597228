using Qwen3Tts.Modeling.Codec;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>What the codec decoder remembers of one utterance: conv contexts and the attention's window.</summary>
public sealed class CodecDecoderState : IDisposable
{
    private readonly CodecMemory? _memory;
    private readonly Func<GraphCodecState>? _begin;
    private GraphCodecState? _graph;

    /// <summary>Of the kernels: in memory that stays the same.</summary>
    internal CodecDecoderState(CodecMemory memory) => _memory = memory;

    /// <summary>Of the graph: values that each run replaces.</summary>
    internal CodecDecoderState(Func<GraphCodecState> begin)
    {
        _begin = begin;
        _graph = begin();
    }

    /// <summary>Frames decoded so far.</summary>
    public int Frames => _memory?.Frames ?? _graph!.Frames;

    internal CodecMemory Memory => _memory ?? throw new InvalidOperationException("The state is of a decoder on a graph.");

    internal GraphCodecState Graph => _graph ?? throw new InvalidOperationException("The state is of a decoder on kernels.");

    /// <summary>Goes on as after so many frames that do not matter any more, at the start: see <see cref="CodecPriming"/>.</summary>
    public void Skip(int frames)
    {
        if (frames > 0)
            Memory.Frames += frames;
    }

    /// <summary>Forgets the utterance: the next frame is another's first.</summary>
    public void Reset()
    {
        _memory?.Reset();
        _graph?.Dispose();
        _graph = _begin?.Invoke();
    }

    public void Dispose()
    {
        _memory?.Dispose();
        _graph?.Dispose();
    }
}
