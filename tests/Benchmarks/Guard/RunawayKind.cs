namespace Qwen3Tts.Benchmarks.Guard;

/// <summary>How an utterance is made a runaway.</summary>
internal enum RunawayKind
{
    /// <summary>Its last frames again and again.</summary>
    Loop,

    /// <summary>The same, each code replaced with a chance of a tenth.</summary>
    ChangingLoop,

    /// <summary>Its last code of group 0 for ever, the other groups drawn.</summary>
    HeldFrame,

    /// <summary>Frames of pauses, drawn.</summary>
    Silence,

    /// <summary>Stretches of what other utterances say.</summary>
    Babble,

    /// <summary>The same, were the model as sure of it as of its own speech.</summary>
    SureBabble,
}
