namespace Qwen3Tts.Gateway.Voices;

/// <summary>Where an embedding that an utterance needs came from.</summary>
internal enum EmbeddingSource
{
    /// <summary>This process's memory, or another's making that was waited for there.</summary>
    Memory,

    /// <summary>It was saved with its voice.</summary>
    Store,

    /// <summary>It was made of the same clip before, here or at another Gateway.</summary>
    Shared,

    /// <summary>The SpeakerEmbedding service made it.</summary>
    Made,
}
