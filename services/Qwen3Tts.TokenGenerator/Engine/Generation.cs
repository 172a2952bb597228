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
    private readonly int _maxTokens;
    private readonly Action _wake;
    private bool _ended;
    private volatile bool _cancelled;

    internal Generation(int maxFrames, int maxTokens, Action wake)
    {
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
            if (_text.Count + ids.Length > _maxTokens)
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

    /// <summary>How much text there is, and whether more may come.</summary>
    internal (int Tokens, bool Ended) Text
    {
        get
        {
            lock (_lock)
                return (_text.Count, _ended);
        }
    }

    /// <summary>
    /// The words from <paramref name="first"/> on, and whether they are the last: both of one moment. All are kept: an utterance that lost its
    /// place begins with them again.
    /// </summary>
    internal (int[] Words, bool Ended) TextFrom(int first)
    {
        lock (_lock)
            return (_text.Count > first ? [.. _text[first..]] : [], _ended);
    }

    internal void Deliver(GeneratedFrame frame)
    {
        // The buffer holds the longest utterance, so only one that has been cancelled refuses a frame.
        if (!_frames.Writer.TryWrite(frame) && !_cancelled)
            throw new InvalidOperationException("An utterance made more frames than its limit.");
    }

    internal void Finish(FinishReason reason, RunawayEnd? runaway = null)
    {
        Reason = reason;
        Runaway = runaway;
        _frames.Writer.TryComplete();
    }
}
