using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Delivery;

/// <summary>
/// The frames of an utterance between those who make them and those who send them on. It holds no more than the longest utterance,
/// which the TokenGenerator limits; a frame is some 64 bytes.
/// </summary>
/// <param name="groups">Codes of a frame.</param>
/// <param name="held">Frames that are kept back until one more has come, or the end.</param>
internal sealed class FrameBuffer(int groups, int held)
{
    private readonly Lock _lock = new();
    private readonly List<int> _codes = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GenerationEnd? _end;
    private long _last = long.MaxValue;
    private long _taken;
    private long _stretch;

    /// <summary>Frames taken so far.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>How it ended; null while it has not.</summary>
    public GenerationEnd? Ended
    {
        get
        {
            lock (_lock)
                return _end;
        }
    }

    public void Add(CodeFrames frames)
    {
        lock (_lock)
        {
            if (_end is not null)
                return;
            _codes.AddRange(frames.Codes);
            Change();
        }
    }

    /// <summary>
    /// No more frames come. After a runaway or a cancellation none is given out of what should not be heard, but for one that fades
    /// it out. Only the first end counts.
    /// </summary>
    public void End(GenerationEnd end)
    {
        lock (_lock)
        {
            if (_end is not null)
                return;
            _end = end;
            var fades = end.Reason is FinishReason.Runaway or FinishReason.Cancelled;
            if (fades && end.Fade is { } more)
                _codes.AddRange(more.Codes);
            _last = fades ? Math.Min(Math.Max(_taken, end.Since) + 1, Held) : Held;
            Change();
        }
    }

    /// <summary>Frames that have come.</summary>
    public long Count
    {
        get
        {
            lock (_lock)
                return Held;
        }
    }

    /// <summary>All frames that have come.</summary>
    public CodeFrames Copy()
    {
        lock (_lock)
            return new CodeFrames(groups, [.. _codes]);
    }

    /// <summary>What comes now are the frames of another stretch.</summary>
    public void BeginStretch()
    {
        lock (_lock)
            _stretch = Held;
    }

    /// <summary>Forgets all frames of the stretch, if none has been taken.</summary>
    public bool TryReset()
    {
        lock (_lock)
        {
            if (_taken > _stretch || _end is not null)
                return false;
            _codes.RemoveRange((int)_stretch * groups, (int)(Held - _stretch) * groups);
            return true;
        }
    }

    /// <summary>The next frame; null at the end.</summary>
    public async Task<BufferedFrame?> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_taken >= _last)
                    return null;
                if (_end is not null || (Held > held && _taken < Held))
                    return Take();
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    private long Held => _codes.Count / groups;

    private BufferedFrame Take()
    {
        var index = _taken;
        Volatile.Write(ref _taken, index + 1);
        var fades = _end?.Reason is FinishReason.Runaway or FinishReason.Cancelled && index + 1 == _last;
        return new BufferedFrame(index, new CodeFrames(groups, [.. _codes[(int)(index * groups)..(int)((index + 1) * groups)]]), fades);
    }

    private void Change()
    {
        _changed.SetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
