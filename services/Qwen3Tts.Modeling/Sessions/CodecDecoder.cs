using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Codec;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>
/// Code frames → samples. What a frame needs of earlier ones is in the state: the samples are the same to the bit however an utterance
/// is split, and whichever others are decoded with it.
/// </summary>
public sealed class CodecDecoder : IDisposable
{
    // Frames that share a reading of the weights; more take memory and leave the caches.
    private const int FramesOfPass = 8;

    private readonly CodecNetwork? _network;
    private readonly GraphCodecDecoder? _graph;
    private readonly ThreadTeam _team;

    private CodecDecoder(Checkpoint checkpoint, SessionSettings settings, CodecPrecision precision, bool graph)
    {
        Format = checkpoint.Describe().Codec;
        _team = ThreadTeam.Shared(settings.Threads);
        if (graph)
            _graph = GraphCodecDecoder.Load(checkpoint, settings);
        else
            _network = new CodecPart(precision).Load(checkpoint, settings, _team, FramesOfPass);
    }

    public CodecFormat Format { get; }

    /// <summary>
    /// Loads the decoder: on kernels of our own on the CPU, as a graph of ONNX Runtime's on another device. It holds its weights itself:
    /// the checkpoint may be closed after.
    /// </summary>
    /// <param name="precision">Of the kernels; a graph is in single precision.</param>
    /// <exception cref="SpeechException">
    /// A tensor is missing or has another shape than the configuration says, the device does not serve the precision, or no cache folder can be
    /// written.
    /// </exception>
    public static CodecDecoder Load(
        Checkpoint checkpoint, SessionSettings settings, CodecPrecision precision = CodecPrecision.Float32)
    {
        var graph = settings.Device is not ExecutionDevice.Cpu;
        if (graph && precision is not CodecPrecision.Float32)
            throw SpeechException.Unsupported($"Decoder:Precision: {precision} is for the processor; with Models:Device=cuda it is Float32.");
        return new CodecDecoder(checkpoint, settings, precision, graph);
    }

    /// <summary>The decoder as a graph, on whatever device.</summary>
    internal static CodecDecoder LoadGraph(Checkpoint checkpoint, SessionSettings settings) =>
        new(checkpoint, settings, CodecPrecision.Float32, graph: true);

    /// <summary>The state before the first frame.</summary>
    public CodecDecoderState Start() => _graph is null ? new(_network!.Start()) : new(_graph.Start());

    /// <summary>How to get ready for what follows so many frames.</summary>
    public CodecPriming Prime(int frames) => _network is null
        ? default
        : new(Math.Max(0, frames - _network.Reach), Math.Max(0, Math.Min(frames, _network.Reach) - _network.ConvolutionReach));

    /// <summary>Decodes the frames that follow those decoded with <paramref name="state"/> before.</summary>
    /// <returns>Samples in [−1, 1]: frames × samples a frame.</returns>
    /// <exception cref="SpeechException">The frames are not of this codec.</exception>
    public float[] Decode(CodecDecoderState state, CodeFrames frames)
    {
        Check(frames, Format);
        var samples = new float[frames.Count * Format.SamplesPerFrame];
        Decode([new CodecDecoderRow(state, frames, samples)]);
        return samples;
    }

    /// <summary>Decodes the next frames of several utterances together; on the CPU it allocates nothing.</summary>
    /// <exception cref="SpeechException">A row's frames are not of this codec; no row has been decoded.</exception>
    /// <exception cref="ArgumentException">A row has not room for its samples, or its state is in another row too.</exception>
    public void Decode(ReadOnlySpan<CodecDecoderRow> rows)
    {
        for (var i = 0; i < rows.Length; i++)
            Check(rows[..i], rows[i]);

        if (_graph is null)
            Decode(_network!, rows);
        else
            _graph.Decode(rows);
    }

    public void Dispose()
    {
        _network?.Dispose();
        _graph?.Dispose();
    }

    internal static void Check(CodeFrames frames, CodecFormat format)
    {
        if (frames.Groups != format.Groups)
            throw SpeechException.Invalid($"A frame has {frames.Groups} codes; codec {format.Name} has {format.Groups}.");
        foreach (var code in frames.Codes)
        {
            if ((uint)code >= (uint)format.CodebookSize)
                throw SpeechException.Invalid($"Code {code} is outside the codebook of {format.Name}: 0 to {format.CodebookSize - 1}.");
        }
    }

    private void Check(ReadOnlySpan<CodecDecoderRow> before, in CodecDecoderRow row)
    {
        Check(row.Frames, Format);
        if (!row.Silent && row.Samples.Length < row.Frames.Count * Format.SamplesPerFrame)
            throw new ArgumentException($"{row.Frames.Count} frames make {row.Frames.Count * Format.SamplesPerFrame} samples; there is room for {row.Samples.Length}.");
        foreach (var other in before)
        {
            if (other.State == row.State)
                throw new ArgumentException("A state may be in one row of a batch only.");
        }
    }

    private void Decode(CodecNetwork network, ReadOnlySpan<CodecDecoderRow> rows)
    {
        // Where the next pass begins: the row, and the frame in it.
        int first = 0, frame = 0;
        while (first < rows.Length)
        {
            using var turn = _team.Enter();
            var (end, endFrame) = Fill(network.Pass, rows, first, frame);
            if (network.Pass.Frames > 0 && rows[first].Silent)
            {
                network.RunSilently();
            }
            else if (network.Pass.Frames > 0)
            {
                network.Run();
                Take(network, rows, first, frame);
            }

            network.Pass.Finish();
            (first, frame) = (end, endFrame);
        }
    }

    /// <summary>Fills a pass with frames that are all silent or none.</summary>
    /// <returns>Where the pass after this one begins.</returns>
    private static (int Row, int Frame) Fill(CodecPass pass, ReadOnlySpan<CodecDecoderRow> rows, int row, int frame)
    {
        pass.Clear();
        var silent = rows[row].Silent;
        while (row < rows.Length && rows[row].Silent == silent && pass.Frames < pass.Room)
        {
            var frames = rows[row].Frames;
            var count = Math.Min(frames.Count - frame, pass.Room - pass.Frames);
            if (count > 0)
                pass.Add(rows[row].State.Memory, frames.Codes.Slice(frame * frames.Groups, count * frames.Groups));
            frame += count;
            if (frame == frames.Count)
                (row, frame) = (row + 1, 0);
        }

        return (row, frame);
    }

    private void Take(CodecNetwork network, ReadOnlySpan<CodecDecoderRow> rows, int row, int frame)
    {
        for (var taken = 0; taken < network.Pass.Frames; taken++, frame++)
        {
            while (frame == rows[row].Frames.Count)
                (row, frame) = (row + 1, 0);
            network.Samples(taken, Format.SamplesPerFrame).CopyTo(rows[row].Samples.Span[(frame * Format.SamplesPerFrame)..]);
        }
    }
}
