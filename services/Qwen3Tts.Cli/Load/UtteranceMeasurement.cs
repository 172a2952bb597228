using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Cli.Load;

/// <summary>One utterance of a load run. Times are from the run's start where they say when, and from <see cref="Due"/> where they say how long.</summary>
/// <param name="Due">When it was to be asked for.</param>
/// <param name="Asked">When it was: later where this machine could not keep up.</param>
/// <param name="End">When its answer had ended.</param>
/// <param name="FirstByte">To the first audio; null where none came.</param>
/// <param name="FirstAudible">Until the first audible sample was played.</param>
/// <param name="Error">What the fleet refused it with.</param>
/// <param name="Finish">Why the fleet ended it.</param>
/// <param name="ToCancel">Chosen to be cancelled: its times say less, and are not counted.</param>
/// <param name="Stalled">How long its playback stood still in all.</param>
public sealed record UtteranceMeasurement(
    int Number,
    TimeSpan Due,
    TimeSpan Asked,
    TimeSpan End,
    UtteranceOutcome Outcome,
    TimeSpan? FirstByte,
    TimeSpan? FirstAudible,
    double AudioSeconds,
    int Underruns,
    TimeSpan Stalled,
    SpeechErrorKind? Error,
    FinishReason? Finish,
    bool ToCancel);
