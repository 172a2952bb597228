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
    private readonly int _capacity;
    private readonly TensorElementType _type;
    private readonly OrtValue[] _all;
    private readonly List<OrtValue> _views = [];
    private readonly OrtValue _total;

    /// <param name="positions">Of the longest sequence.</param>
    /// <param name="slice">Positions of a prefill's run, which may reach beyond the last that is used.</param>
    public FramePlaces(DeviceMemory memory, TalkerConfiguration talker, FrameFormats formats, int places, int positions, int slice)
    {
        positions = Math.Min(positions, TalkerGraph.MaxPositions - slice);
        _memory = memory;
        _shape = TalkerGraph.Shape(talker);
        _type = formats.Attention is DataType.Float16 ? TensorElementType.Float16 : TensorElementType.Float;
        _capacity = positions + slice;
        long[] size = Size(places);
        _all = [.. Enumerable.Range(0, 2 * _shape.Layers).Select(_ => memory.Allocate(_type, size))];
        // A kernel may weigh what was never written with zero, which only a number survives.
        memory.Clear(_all, _type, size);
        // The attention reads the lengths themselves on the device; this bound is read on the processor, and may not change.
        _total = OrtValue.CreateTensorValueFromMemory(new[] { _capacity }, [1]);
        Sequences = [.. Enumerable.Range(0, places).Select(index => new FramePlace(this, index, positions))];
    }

    public FramePlace[] Sequences { get; }

    /// <summary>How much of it holds positions of sequences: 0 to 1. For any thread.</summary>
    public double Use => (double)Sequences.Sum(place => (long)place.Length) / ((long)Sequences.Length * _capacity);

    /// <summary>A run over the rows of all places.</summary>
    public DeviceRun BindAll(InferenceSession session, FrameBuffers buffers) => Bind(session, buffers, _all);

    /// <summary>A run over the positions of one place, in the same memory.</summary>
    public DeviceRun Bind(InferenceSession session, FrameBuffers buffers, int place)
    {
        OrtValue[] views = [.. _all.Select(whole => _memory.View(whole, _type, Size(1), place))];
        _views.AddRange(views);
        return Bind(session, buffers, views);
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
        foreach (var value in _views.Concat(_all).Append(_total))
            value.Dispose();
    }

    // Past and present are one tensor: a run writes in place.
    private DeviceRun Bind(InferenceSession session, FrameBuffers buffers, OrtValue[] cache)
    {
        IEnumerable<(string, OrtValue)> Named(string prefix) =>
            cache.Select((value, i) => ($"{prefix}{(i % 2 == 0 ? "key" : "value")}_{i / 2}", value));
        return new DeviceRun(
            session,
            [.. buffers.Inputs, (TalkerGraph.TotalLength, _total), .. Named(TalkerGraph.Past)],
            [.. buffers.Outputs, .. Named(TalkerGraph.Present)]);
    }

    // Keys and values of each layer in turn.
    private long[] Size(int places) => [places, _shape.Attention.KeyValueHeads, _capacity, _shape.Attention.Padding.Width];
}
