using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.TokenGenerator.Guarding;

/// <summary>The bounds of one utterance, in frames of its codec.</summary>
/// <param name="Allowance">Frames that every utterance may have.</param>
/// <param name="FramesPerToken">Frames more for each text token.</param>
/// <param name="LoopFrames">Frames for which speech may repeat what was before.</param>
/// <param name="SilenceFrames">Frames for which nothing may be said.</param>
/// <param name="HoldFrames">Suspect frames that may be heard.</param>
public sealed record RunawayPolicy(int Allowance, double FramesPerToken, int LoopFrames, int SilenceFrames, int HoldFrames)
{
    /// <summary>The bounds of an utterance; null where nothing is guarded.</summary>
    /// <param name="language">As the request has it; "auto" gives the widest bounds.</param>
    public static RunawayPolicy? For(GuardOptions options, string language, CodecFormat codec)
    {
        if (!options.Enabled)
            return null;
        var rate = codec.FramesPerSecond;
        return new RunawayPolicy(
            Frames(options.AllowanceSeconds * rate),
            options.SecondsPerToken * rate / TokenDensity.Of(language),
            Frames(options.LoopSeconds * rate),
            Frames(options.SilenceSeconds * rate),
            Math.Max(1, (int)(options.HoldSeconds * rate)));
    }

    private static int Frames(double count) => Math.Max(1, (int)Math.Ceiling(count));
}
