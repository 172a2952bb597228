using Qwen3Tts.Modeling.Codec;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>What the codec decoder remembers of one utterance: conv contexts and the attention's window.</summary>
public sealed class CodecDecoderState : IDisposable
{
    private readonly CodecMemory? _memory;
    private readonly GraphCodecState? _graph;

    /// <summary>Of the kernels: in memory that stays the same.</summary>
    internal CodecDecoderState(CodecMemory memory) => _memory = memory;

    /// <summary>Of the graph: a place on its device.</summary>
    internal CodecDecoderState(GraphCodecState graph) => _graph = graph;

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
        if (_graph is not null)
            _graph.Frames = 0;
    }

    public void Dispose()
    {
        _memory?.Dispose();
        _graph?.Dispose();
    }
}
