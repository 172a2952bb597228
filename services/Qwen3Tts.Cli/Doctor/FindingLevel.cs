namespace Qwen3Tts.Cli.Doctor;

/// <summary>How much a finding matters.</summary>
public enum FindingLevel
{
    Good,

    /// <summary>The fleet will serve, but something could be better.</summary>
    Notice,

    /// <summary>The fleet will not serve.</summary>
    Fault,
}
