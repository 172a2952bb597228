namespace Qwen3Tts.Cli.Planning.Replay;

/// <summary>How listeners come over a replay.</summary>
public enum ArrivalShape
{
    /// <summary>A quarter of the streams, and after five minutes all; half an hour.</summary>
    Step,

    /// <summary>A fifth, after five minutes five times as many for three minutes, then a fifth again; half an hour.</summary>
    Spike,

    /// <summary>From a tenth in the night to all in the afternoon and back; 24 hours.</summary>
    Day,
}
