using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>The frames that go through the network together: of one or more sequences, those of a sequence side by side.</summary>
internal sealed unsafe class CodecPass : IDisposable
{
    private readonly CodecMemory[] _states;
    private readonly int[] _counts;
    private readonly int[] _firsts;
    private readonly int[] _codes;
    private readonly int _groups;
    private readonly NativeBuffer _sequenceOfFrame;

    /// <param name="frames">That there is room for.</param>
    /// <param name="groups">Codes in a frame.</param>
    public CodecPass(ThreadTeam team, int frames, int groups)
    {
        Team = team;
        Room = frames;
        _groups = groups;
        _states = new CodecMemory[frames];
        _counts = new int[frames];
        _firsts = new int[frames];
        _codes = new int[frames * groups];
        _sequenceOfFrame = new NativeBuffer(frames * sizeof(int));
    }

    public ThreadTeam Team { get; }

    /// <summary>Frames that there is room for.</summary>
    public int Room { get; }

    /// <summary>Frames in it, of all sequences.</summary>
    public int Frames { get; private set; }

    public int Sequences { get; private set; }

    public ReadOnlySpan<int> Codes(int frame) => _codes.AsSpan(frame * _groups, _groups);

    public int SequenceOf(int frame) => ((int*)_sequenceOfFrame.Pointer)[frame];

    /// <summary>Where a frame stands in its sequence, counted from the sequence's first.</summary>
    public int Position(int frame)
    {
        var sequence = SequenceOf(frame);
        return _states[sequence].Frames + frame - _firsts[sequence];
    }

    /// <summary>The first of a sequence's frames in this pass.</summary>
    public int First(int sequence) => _firsts[sequence];

    /// <summary>A sequence's frames in this pass.</summary>
    public int Count(int sequence) => _counts[sequence];

    public float* State(int sequence) => _states[sequence].Values;

    public void Clear()
    {
        Array.Clear(_states, 0, Sequences);
        (Frames, Sequences) = (0, 0);
    }

    /// <summary>Adds the next frames of a sequence that is not in it yet.</summary>
    /// <param name="codes">Whole frames, no more than there is room for.</param>
    public void Add(CodecMemory state, ReadOnlySpan<int> codes)
    {
        codes.CopyTo(_codes.AsSpan(Frames * _groups));
        var count = codes.Length / _groups;
        new Span<int>((int*)_sequenceOfFrame.Pointer + Frames, count).Fill(Sequences);
        _states[Sequences] = state;
        _counts[Sequences] = count;
        _firsts[Sequences++] = Frames;
        Frames += count;
    }

    public int Rows(FrameBuffer buffer) => Frames * buffer.RowsPerFrame;

    public RowSet Set(FrameBuffer? buffer) => buffer is null
        ? default
        : new RowSet(buffer.Area.Values, buffer.Stride, buffer.Context, buffer.RowsPerFrame, (int*)_sequenceOfFrame.Pointer);

    /// <summary>Puts each sequence's context before its rows.</summary>
    public void Restore(FrameBuffer buffer)
    {
        for (var sequence = 0; buffer.Context > 0 && sequence < Sequences; sequence++)
        {
            new ReadOnlySpan<float>(State(sequence) + buffer.StateStart, buffer.ContextLength)
                .CopyTo(new Span<float>(Begin(buffer, sequence), buffer.ContextLength));
        }
    }

    /// <summary>Keeps each sequence's last rows as the next pass's context.</summary>
    public void Keep(FrameBuffer buffer)
    {
        for (var sequence = 0; buffer.Context > 0 && sequence < Sequences; sequence++)
        {
            var end = Begin(buffer, sequence) + (long)_counts[sequence] * buffer.RowsPerFrame * buffer.Stride;
            new ReadOnlySpan<float>(end, buffer.ContextLength)
                .CopyTo(new Span<float>(State(sequence) + buffer.StateStart, buffer.ContextLength));
        }
    }

    /// <summary>Each sequence has gone on by its frames.</summary>
    public void Finish()
    {
        for (var sequence = 0; sequence < Sequences; sequence++)
            _states[sequence].Frames += _counts[sequence];
        Clear();
    }

    public void Dispose() => _sequenceOfFrame.Dispose();

    private float* Begin(FrameBuffer buffer, int sequence) =>
        buffer.Area.Values + ((long)_firsts[sequence] * buffer.RowsPerFrame + (long)sequence * buffer.Context) * buffer.Stride;
}
