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

    /// <summary>Bytes of a copy; 0 where there is none to be had, on a graph's device.</summary>
    public long CopyBytes => _memory?.Bytes ?? 0;

    /// <summary>The same state once more.</summary>
    /// <exception cref="InvalidOperationException"><see cref="CopyBytes"/> is 0.</exception>
    public CodecDecoderState Copy()
    {
        var copy = new CodecDecoderState(new CodecMemory((int)(Memory.Bytes / sizeof(float))));
        copy.GoOnFrom(this);
        return copy;
    }

    /// <summary>Becomes what <paramref name="other"/>, of the same decoder, is.</summary>
    public void GoOnFrom(CodecDecoderState other) => Memory.GoOnFrom(other.Memory);

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
