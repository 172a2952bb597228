namespace Qwen3Tts.FunctionalTests.Chaos.Faults;

/// <summary>Where in its utterances something happens.</summary>
public enum Moment
{
    /// <summary>No utterance has begun.</summary>
    Before,

    /// <summary>All are heard; the rest of their text is written after it.</summary>
    TextOpen,

    /// <summary>All have their text, and the first is heard.</summary>
    FirstFrame,

    /// <summary>Half of each is heard.</summary>
    Middle,

    /// <summary>Five sixths of each are heard.</summary>
    NearEnd,
}
