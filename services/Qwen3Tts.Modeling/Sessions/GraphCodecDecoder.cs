using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>
/// The codec decoder as a graph of ONNX Runtime's: what a device other than the CPU runs, and what the kernels are compared with. The
/// utterances' state stays on the device; codes go there and samples come back. Runs are of a few shapes, each bound once.
/// </summary>
internal sealed class GraphCodecDecoder : IDisposable
{
    // Of a run: utterances, and frames of each.
    private static readonly int[] Sizes = [1, 2, 4, 8];

    private readonly InferenceSession _session;
    private readonly DeviceMemory _memory;
    private readonly List<(string Name, OrtValue Value)> _state = [];
    private readonly CodecBuffers[] _shapes;
    private readonly Stack<int> _free;
    private readonly int _places;
    private readonly int[] _rows = new int[Sizes[^1]];
    private readonly Lock _gate = new();
    private int[] _decoded = [];

    private GraphCodecDecoder(Checkpoint checkpoint, SessionSettings settings)
    {
        var decoder = checkpoint.Codec.Decoder;
        Format = checkpoint.Describe().Codec;
        _session = InferenceSessions.Open(checkpoint, GraphPart.CodecDecoder, settings);
        _memory = new DeviceMemory(_session, settings);
        _places = settings.Sequences;
        _free = new Stack<int>(Enumerable.Range(0, _places).Reverse());
        // All of the device's memory is taken before the first run: a captured graph goes on using what lay free during its capture.
        foreach (var input in _session.InputNames.Where(name => name.StartsWith(PlacedState.Past, StringComparison.Ordinal)))
            _state.Add((input[PlacedState.Past.Length..], Allocate(input)));
        _shapes = [.. from rows in Sizes from frames in Sizes select new CodecBuffers(_session, _memory, decoder, _state, rows, frames)];
    }

    public CodecFormat Format { get; }

    /// <summary>Loads the decoder, with memory for <see cref="SessionSettings.Sequences"/>; builds its graph first where none is kept.</summary>
    public static GraphCodecDecoder Load(Checkpoint checkpoint, SessionSettings settings) => new(checkpoint, settings);

    /// <summary>The state before the first frame.</summary>
    /// <exception cref="SpeechException">Exhausted: all places are taken.</exception>
    public GraphCodecState Start()
    {
        lock (_gate)
        {
            return _free.TryPop(out var place)
                ? new GraphCodecState(this, place)
                : throw SpeechException.Exhausted($"All {_places} places on the device that Decoder:MaxUtterances allows are in use.");
        }
    }

    /// <summary>Decodes the frames that follow those decoded with <paramref name="state"/> before.</summary>
    /// <returns>Samples in [−1, 1]: frames × samples a frame.</returns>
    /// <exception cref="SpeechException">The frames are not of this codec.</exception>
    public float[] Decode(GraphCodecState state, CodeFrames frames)
    {
        CodecDecoder.Check(frames, Format);
        var samples = new float[frames.Count * Format.SamplesPerFrame];
        Decode([new CodecDecoderRow(new CodecDecoderState(state), frames, samples)]);
        return samples;
    }

    /// <summary>Decodes the next frames of several utterances together.</summary>
    /// <param name="rows">Checked.</param>
    public void Decode(ReadOnlySpan<CodecDecoderRow> rows)
    {
        lock (_gate)
        {
            if (_decoded.Length < rows.Length)
                _decoded = new int[rows.Length];
            _decoded.AsSpan().Clear();
            while (Gather(rows, out var count, out var frames))
                Run(rows, count, frames);
        }
    }

    /// <summary>Takes a place back.</summary>
    public void Return(int place)
    {
        lock (_gate)
            _free.Push(place);
    }

    public void Dispose()
    {
        foreach (var shape in _shapes)
            shape.Dispose();
        foreach (var (_, value) in _state)
            value.Dispose();
        _memory.Dispose();
        _session.Dispose();
    }

    /// <summary>Chooses who shares the next run, and how many frames each has in it. False where all is decoded.</summary>
    private bool Gather(ReadOnlySpan<CodecDecoderRow> rows, out int count, out int frames)
    {
        count = 0;
        var fewest = Sizes[^1];
        for (var row = 0; row < rows.Length && count < _rows.Length; row++)
        {
            var left = rows[row].Frames.Count - _decoded[row];
            if (left == 0)
                continue;
            _rows[count++] = row;
            fewest = Math.Min(fewest, left);
        }

        frames = 1;
        foreach (var size in Sizes)
            frames = size <= fewest ? size : frames;
        return count > 0;
    }

    private void Run(ReadOnlySpan<CodecDecoderRow> rows, int count, int frames)
    {
        var shape = Shape(count, frames);
        for (var i = 0; i < shape.Rows; i++)
        {
            if (i >= count)
            {
                // Nobody's: the place beyond the last.
                shape.Set(i, _places, 0, []);
                continue;
            }

            var row = rows[_rows[i]];
            var state = row.State.Graph;
            shape.Set(i, state.Place, state.Frames, row.Frames.Codes.Slice(_decoded[_rows[i]] * row.Frames.Groups, frames * row.Frames.Groups));
        }

        shape.Run();
        for (var i = 0; i < count; i++)
        {
            var row = rows[_rows[i]];
            shape.Samples(i).CopyTo(row.Samples.Span[(_decoded[_rows[i]] * Format.SamplesPerFrame)..]);
            _decoded[_rows[i]] += frames;
            row.State.Graph.Frames += frames;
        }
    }

    private CodecBuffers Shape(int count, int frames)
    {
        foreach (var shape in _shapes)
        {
            if (shape.Rows >= count && shape.Frames == frames)
                return shape;
        }

        throw new InvalidOperationException($"No run has {count} rows of {frames} frames.");
    }

    private OrtValue Allocate(string input)
    {
        long[] shape = [_places + 1, .. _session.InputMetadata[input].Dimensions.Skip(1).Select(size => (long)size)];
        var value = _memory.Allocate(TensorElementType.Float, shape);
        _memory.Clear([value], TensorElementType.Float, shape);
        return value;
    }
}
