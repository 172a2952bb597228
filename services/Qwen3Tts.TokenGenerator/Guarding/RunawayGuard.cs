using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.TokenGenerator.Guarding;

/// <summary>
/// Watches one utterance's frames for a model that has lost its text. Plain synchronous state, used by one thread; nothing is
/// allocated for a frame.
/// </summary>
public sealed class RunawayGuard
{
    private const double LongestPeriodSeconds = 10;

    private readonly RunawayPolicy _policy;
    private readonly LoopDetector _loop;
    private readonly SilenceDetector _silence = new();
    private readonly BabbleDetector _babble = new();
    private int _tokens;
    private int _frames;
    private int _releasable;

    public RunawayGuard(RunawayPolicy policy, CodecFormat codec)
    {
        _policy = policy;
        _loop = new LoopDetector(codec.Groups, Math.Max(1, (int)(LongestPeriodSeconds * codec.FramesPerSecond)), policy.LoopFrames);
    }

    /// <summary>Frames that the text so far may take.</summary>
    public int Budget => _policy.Allowance + (int)Math.Min(_tokens * _policy.FramesPerToken, int.MaxValue / 2);

    /// <summary>Says that so many tokens more of the text have come.</summary>
    public void AddText(int tokens) => _tokens += tokens;

    /// <summary>Judges the next frame and all before it. To be called no more once it has found a runaway.</summary>
    /// <param name="frame">One code a group.</param>
    /// <param name="surprise">How unlikely the model held its code of group 0 to be, beyond its own uncertainty: nats; 0 where it is not known.</param>
    public Verdict Observe(ReadOnlySpan<int> frame, float surprise)
    {
        _babble.Observe(surprise);
        _loop.Observe(frame);
        _silence.Observe(frame[0]);
        _frames++;
        if (_loop is { Certain: true, Suspected: { } repeated })
            return End(RunawayReason.Loop, repeated);
        if (_silence.Length >= _policy.SilenceFrames)
            return End(RunawayReason.Silence, _silence.Start);
        if (_babble is { Certain: true, Suspected: { } strange })
            return End(RunawayReason.Babble, strange);
        if (_frames > Budget)
            return End(RunawayReason.Budget, _frames - 1);

        var heard = _frames;
        if (_loop.Suspected is { } since)
            heard = Math.Min(heard, since + _policy.HoldFrames);
        if (_babble.Suspected is { } unlikely)
            heard = Math.Min(heard, unlikely + _policy.HoldFrames);
        if (_silence.Length > _policy.HoldFrames)
            heard = Math.Min(heard, _silence.First + _policy.HoldFrames);
        _releasable = Math.Max(_releasable, heard);
        return new Verdict(_releasable);
    }

    private Verdict End(RunawayReason reason, int since) => new(_releasable, reason, Math.Min(since, _frames - 1));
}
