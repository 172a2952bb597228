namespace Qwen3Tts.Cli.Doctor;

/// <summary>What a check found.</summary>
/// <param name="Subject">What was looked at.</param>
/// <param name="Advice">What to do about it; null where nothing is to be done.</param>
public sealed record Finding(FindingLevel Level, string Subject, string Observation, string? Advice = null)
{
    public static Finding Good(string subject, string observation) => new(FindingLevel.Good, subject, observation);

    public static Finding Notice(string subject, string observation, string advice) => new(FindingLevel.Notice, subject, observation, advice);

    public static Finding Fault(string subject, string observation, string advice) => new(FindingLevel.Fault, subject, observation, advice);
}
