using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.TokenGenerator.Guarding;

namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>Between the device and an utterance's caller: passes frames on, holds those that are suspect, and ends a runaway.</summary>
internal sealed class FrameGate
{
    private readonly Generation _generation;
    private readonly RunawayGuard? _guard;
    private readonly Queue<GeneratedFrame> _held = new();
    private int _tokens;
    private int _passed;

    /// <param name="guard">Null for none.</param>
    /// <param name="made">Frames that the utterance had before: the guard judges the whole of it.</param>
    public FrameGate(Generation generation, RunawayGuard? guard, CodeFrames? made)
    {
        _generation = generation;
        _guard = guard;
        _passed = made?.Count ?? 0;
        for (var frame = 0; frame < made?.Count; frame++)
            guard?.Observe(made[frame], surprise: 0);
    }

    /// <returns>False where the frame made a runaway of the utterance, which has ended then.</returns>
    public bool Pass(GeneratedFrame frame)
    {
        _held.Enqueue(frame);
        var verdict = Judge(frame);
        Release(verdict.Releasable);
        if (verdict.Runaway is not { } reason)
            return true;
        Release(verdict.Since);
        _generation.Finish(FinishReason.Runaway, new RunawayEnd(reason, verdict.Since, _held.Peek()));
        return false;
    }

    /// <summary>The utterance has ended well: what was suspect is heard.</summary>
    public void Finish(FinishReason reason)
    {
        Release(int.MaxValue);
        _generation.Finish(reason);
    }

    private Verdict Judge(GeneratedFrame frame)
    {
        if (_guard is null)
            return new Verdict(int.MaxValue);
        var tokens = _generation.Text.Tokens;
        _guard.AddText(tokens - _tokens);
        _tokens = tokens;
        return _guard.Observe(frame.Codes.Span, frame.Surprise);
    }

    private void Release(int frames)
    {
        while (_passed < frames && _held.TryDequeue(out var frame))
        {
            _generation.Deliver(frame);
            _passed++;
        }
    }
}
