using Qwen3Tts.Modeling.Networks;

namespace Qwen3Tts.Modeling.Generation;

/// <summary>
/// Talker and code predictor of a checkpoint on one device, and the drawing of codes: what makes frames of many utterances at once. For one
/// thread.
/// </summary>
internal interface IFrameNetworks : IDisposable
{
    /// <summary>Rows of a run beyond one for each utterance: prefills advance by so many at a time, that others need not wait long.</summary>
    int PrefillRows { get; }

    /// <summary>
    /// Time so far in the talker, and in the predictor with the drawing of codes. Where both are one run, all of it counts as the talker's.
    /// </summary>
    (TimeSpan Talker, TimeSpan Predictor) Spent { get; }

    /// <summary>How much of the memory for the talker's keys and values sequences have: 0 to 1. For any thread.</summary>
    double KeyValueUse { get; }

    /// <summary>What utterances may begin with; null where nothing is kept.</summary>
    KeptBeginnings? Beginnings { get; }

    /// <summary>A sequence of the talker's without positions.</summary>
    ISequence Start();

    /// <summary>Runs the talker over each share's rows, and makes the frames of the first <paramref name="whole"/>.</summary>
    /// <param name="shares">The first <paramref name="count"/>, each utterance once.</param>
    void Advance(FrameShare[] shares, int count, int whole);
}
