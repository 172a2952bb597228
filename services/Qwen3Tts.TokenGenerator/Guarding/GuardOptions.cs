using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.TokenGenerator.Guarding;

/// <summary>When an utterance counts as a runaway.</summary>
public sealed class GuardOptions
{
    public const string Section = "Engine:Guard";

    /// <summary>Whether runaways are ended.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// The longest that speech may take for a text token of English, in seconds, in the mean of an utterance; other languages in
    /// proportion to their tokens (<see cref="TokenDensity"/>). Nano takes 0.25 s.
    /// </summary>
    [Range(0.1, 10)]
    public double SecondsPerToken { get; set; } = 0.64;

    /// <summary>Seconds that every utterance may take besides.</summary>
    [Range(0.5, 60)]
    public double AllowanceSeconds { get; set; } = 4;

    /// <summary>Seconds for which speech may repeat what was said before, code for code.</summary>
    [Range(0.5, 60)]
    public double LoopSeconds { get; set; } = 2;

    /// <summary>Seconds for which nothing may be said.</summary>
    [Range(0.5, 60)]
    public double SilenceSeconds { get; set; } = 3;

    /// <summary>Seconds of suspect speech that may be delivered before it is known what it is.</summary>
    [Range(0.1, 1)]
    public double HoldSeconds { get; set; } = 0.8;
}
