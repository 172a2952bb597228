using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Speech.Errors;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>
/// Keys and values of the talker on a device, one place for each sequence, all of it set aside at the start. Each layer's lie side by side,
/// so that a step sees all places as rows of one tensor, and a prefill its own as a tensor by itself.
/// </summary>
internal sealed class FramePlaces : IDisposable
{
    private readonly DeviceMemory _memory;
    private readonly DecoderStackShape _shape;
    private readonly TensorElementType _type;
    private readonly List<OrtValue> _views = [];

    /// <param name="positions">Of the longest sequence.</param>
    /// <param name="slice">Positions of a prefill's run, which may reach beyond the last that is used.</param>
    public FramePlaces(DeviceMemory memory, TalkerConfiguration talker, FrameFormats formats, int places, int positions, int slice)
    {
        positions = Math.Min(positions, TalkerGraph.MaxPositions - slice);
        _memory = memory;
        _shape = TalkerGraph.Shape(talker);
        _type = formats.Attention is DataType.Float16 ? TensorElementType.Float16 : TensorElementType.Float;
        Capacity = positions + slice;
        long[] size = Size(places);
        All = [.. Enumerable.Range(0, 2 * _shape.Layers).Select(_ => memory.Allocate(_type, size))];
        // A kernel may weigh what was never written with zero, which only a number survives.
        memory.Clear(All, _type, size);
        Sequences = [.. Enumerable.Range(0, places).Select(index => new FramePlace(this, index, positions))];
    }

    /// <summary>Positions that a place has memory for.</summary>
    public int Capacity { get; }

    public FramePlace[] Sequences { get; }

    /// <summary>Keys and values of each layer in turn, of all places: [places × KV heads × capacity × head width].</summary>
    public IReadOnlyList<OrtValue> All { get; }

    /// <summary>The same of one place, in the same memory.</summary>
    public IReadOnlyList<OrtValue> Of(int place)
    {
        OrtValue[] views = [.. All.Select(whole => _memory.View(whole, _type, Size(1), place))];
        _views.AddRange(views);
        return views;
    }

    /// <exception cref="SpeechException">Exhausted: all are taken.</exception>
    public FramePlace Take()
    {
        foreach (var place in Sequences)
        {
            if (place.Taken)
                continue;
            place.Taken = true;
            return place;
        }

        throw SpeechException.Exhausted($"All {Sequences.Length} places on the device that Engine:MaxUtterances allows are in use.");
    }

    public void Return(FramePlace place) => (place.Taken, place.Length) = (false, 0);

    public void Dispose()
    {
        foreach (var value in _views.Concat(All))
            value.Dispose();
    }

    private long[] Size(int places) => [places, _shape.Attention.KeyValueHeads, Capacity, _shape.Attention.Padding.Width];
}
