using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>Plans the memory of a decoder: what a pass works in, and what a state keeps from one pass to the next.</summary>
/// <param name="frames">Frames of a pass, of all its sequences.</param>
internal sealed class CodecLayout(int frames) : IDisposable
{
    private const int MaxStateLength = 1 << 28;

    private readonly List<WorkArea> _areas = [];

    /// <summary>Frames of a pass, of all its sequences.</summary>
    public int Frames => frames;

    /// <summary>Values that a state keeps.</summary>
    public int StateLength { get; private set; }

    /// <summary>Frames before a frame that convs may reach back to, one after the other, at the most.</summary>
    public double Reach { get; private set; }

    public WorkArea Area()
    {
        var area = new WorkArea();
        _areas.Add(area);
        return area;
    }

    /// <param name="area">Null for an area of its own.</param>
    public FrameBuffer Buffer(int channels, int rowsPerFrame, int context = 0, WorkArea? area = null)
    {
        var stride = PackedMatrix.Padded(channels);
        Reach += (double)context / rowsPerFrame;
        area ??= Area();
        area.Reserve((long)frames * (context + rowsPerFrame) * stride);
        return new FrameBuffer(area, stride, context, rowsPerFrame, Keep((long)context * stride));
    }

    /// <summary>Room in the state.</summary>
    /// <returns>Where it begins.</returns>
    public int Keep(long values)
    {
        var start = StateLength;
        if (values > MaxStateLength - start)
            throw SpeechException.Invalid("The codec's configuration asks for more than 1 GiB of state an utterance: window, widths or layers are too large.");
        StateLength += (int)values;
        return start;
    }

    public void Allocate()
    {
        foreach (var area in _areas)
            area.Allocate();
    }

    public void Dispose()
    {
        foreach (var area in _areas)
            area.Dispose();
    }
}
