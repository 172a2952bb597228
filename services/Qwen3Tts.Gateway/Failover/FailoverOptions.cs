using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.Gateway.Failover;

/// <summary>What becomes of an utterance whose worker dies, stalls or is taken away: it goes on with another one.</summary>
public sealed class FailoverOptions
{
    public const string Section = "Failover";

    /// <summary>How often a stage of an utterance may move to another worker; 0 ends the utterance with the first that fails.</summary>
    [Range(0, 100)]
    public int Moves { get; set; } = 3;

    /// <summary>How long a worker may owe an answer before it counts as stalled, however slow it is.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan StallAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Before which no worker counts as stalled, however fast it was; between the two its own pace decides. Twice as long after each move of
    /// a stage, and never more than <see cref="StallAfter"/>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan StallFloor { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an utterance of which something has been made waits for a worker where none is there.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Moves of all utterances at once, before they are held to <see cref="MovesPerSecond"/>: as many as a worker that dies may have had.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 256;

    /// <summary>Moves a second that all utterances get back: those beyond end, so that a request that kills workers does not kill them all.</summary>
    [Range(1, 1_000_000)]
    public int MovesPerSecond { get; set; } = 16;

    /// <summary>
    /// How long a generator that has what it needs may take for an utterance's first frame before another one is asked for it too; the first
    /// of the two goes on alone. 0: as long as it takes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan HedgeAfter { get; set; } = TimeSpan.Zero;

    /// <summary>
    /// How many of the generations may be asked for twice, as a share: where many are late there is too much to do, and asking twice would
    /// make it more.
    /// </summary>
    [Range(0.0, 1.0)]
    public double HedgeShare { get; set; } = 0.05;
}
