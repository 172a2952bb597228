using System.Threading.Channels;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.TokenGenerator.Guarding;

namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>Where an utterance's caller and the engine meet: text one way, frames the other. Neither waits for the other here.</summary>
public sealed class Generation
{
    private readonly Lock _lock = new();
    private readonly Channel<GeneratedFrame> _frames;
    private readonly List<int> _text = [];
    private readonly Queue<GeneratedFrame> _held = new();
    private readonly RunawayGuard? _guard;
    private readonly int _maxTokens;
    private readonly Action _wake;
    private int _tokens;
    private bool _ended;
    private bool _endTaken;
    private volatile bool _cancelled;
    private int _delivered;

    /// <param name="guard">Null for none.</param>
    internal Generation(int maxFrames, int maxTokens, RunawayGuard? guard, Action wake)
    {
        _guard = guard;
        _frames = Channel.CreateBounded<GeneratedFrame>(new BoundedChannelOptions(maxFrames) { SingleReader = true });
        _maxTokens = maxTokens;
        _wake = wake;
    }

    /// <summary>The frames as they are made; completed when the utterance has ended, with the error if it failed.</summary>
    public ChannelReader<GeneratedFrame> Frames => _frames.Reader;

    /// <summary>Why the utterance ended, once <see cref="Frames"/> is completed.</summary>
    public FinishReason Reason { get; private set; }

    /// <summary>How a runaway ended, once <see cref="Frames"/> is completed; null of any other utterance.</summary>
    public RunawayEnd? Runaway { get; private set; }

    internal bool Cancelled => _cancelled;

    /// <summary>Further words.</summary>
    /// <exception cref="SpeechException">Invalid: the text is longer than the engine takes.</exception>
    public void Append(ReadOnlySpan<int> ids)
    {
        lock (_lock)
        {
            _tokens += ids.Length;
            if (_tokens > _maxTokens)
                throw SpeechException.Invalid($"The text has more than {_maxTokens} tokens, which is the limit.");
            _text.AddRange(ids);
        }

        _wake();
    }

    /// <summary>No more words will come.</summary>
    public void End()
    {
        lock (_lock)
            _ended = true;
        _wake();
    }

    /// <summary>Ends the utterance early. The engine makes at most the frame that it is at.</summary>
    /// <param name="error">What <see cref="Frames"/> ends with, if it has not ended.</param>
    public void Cancel(Exception error)
    {
        _cancelled = true;
        _frames.Writer.TryComplete(error);
        _wake();
    }

    /// <summary>Hands the words that came since the last call to <paramref name="utterance"/>.</summary>
    internal void PassText(IUtterance utterance)
    {
        int[] ids;
        bool end;
        lock (_lock)
        {
            ids = [.. _text];
            _text.Clear();
            end = _ended && !_endTaken;
            _endTaken |= end;
        }

        if (ids.Length > 0)
            utterance.Append(ids);
        _guard?.AddText(ids.Length);
        if (end)
            utterance.End();
    }

    /// <summary>Passes a frame on, or holds it while it is suspect.</summary>
    /// <returns>False where it made a runaway of the utterance, which has ended then.</returns>
    internal bool Deliver(GeneratedFrame frame)
    {
        _held.Enqueue(frame);
        var verdict = _guard?.Observe(frame.Codes) ?? new Verdict(int.MaxValue);
        Release(verdict.Releasable);
        if (verdict.Runaway is not { } reason)
            return true;
        Release(verdict.Since);
        Runaway = new RunawayEnd(reason, verdict.Since, _held.Peek());
        Complete(FinishReason.Runaway);
        return false;
    }

    internal void Finish(FinishReason reason)
    {
        Release(int.MaxValue);
        Complete(reason);
    }

    private void Release(int frames)
    {
        while (_delivered < frames && _held.TryDequeue(out var frame))
        {
            // The buffer holds the longest utterance, so only one that has been cancelled refuses a frame.
            if (!_frames.Writer.TryWrite(frame) && !_cancelled)
                throw new InvalidOperationException("An utterance made more frames than its limit.");
            _delivered++;
        }
    }

    private void Complete(FinishReason reason)
    {
        Reason = reason;
        _frames.Writer.TryComplete();
    }
}
