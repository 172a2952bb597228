using Qwen3Tts.Speech.Codec;
using Qwen3Tts.TokenGenerator.Guarding;

namespace Qwen3Tts.Benchmarks.Guard;

/// <summary>What the guard made of an utterance's frames.</summary>
/// <param name="Frames">Frames that it saw.</param>
/// <param name="Released">Frames that it let go on at the end.</param>
/// <param name="Held">Frames that it held for a while.</param>
internal sealed record Judgement(RunawayReason? Runaway, int Frames, int Released, int Held)
{
    /// <param name="surprises">Of each frame, in nats; asked for as far as frames are judged.</param>
    public static Judgement Of(int tokens, CodeFrames frames, IEnumerable<float> surprises, RunawayPolicy policy, CodecFormat codec)
    {
        var guard = new RunawayGuard(policy, codec);
        guard.AddText(tokens);
        int held = 0, released = 0;
        foreach (var (i, surprise) in surprises.Index())
        {
            var verdict = guard.Observe(frames[i], surprise);
            if (verdict.Runaway is { } reason)
                return new Judgement(reason, i + 1, verdict.Releasable, held);
            held += verdict.Releasable <= i ? 1 : 0;
            released = verdict.Releasable;
        }

        return new Judgement(null, frames.Count, released, held);
    }
}
