namespace Qwen3Tts.Gateway.Synthesis.Stages;

/// <summary>
/// One utterance's stream through a worker. A write to a stream that its worker has ended does nothing: who reads it learns why. Disposing it
/// cancels what is not done.
/// </summary>
internal interface IStageStream : IDisposable
{
    /// <summary>Ends when its worker says that it stops: it speaks on, but may be cut off.</summary>
    Task Leaving { get; }

    /// <summary>Asks its worker whether it is there still: false where it says nothing at all in time.</summary>
    Task<bool> AnswersAsync();

    /// <summary>Whether another worker is there that could go on with it.</summary>
    bool HasOther { get; }

    /// <summary>Whether another worker is there that could take it where its own has no room.</summary>
    bool HasRoomElsewhere { get; }

    /// <summary>Says that its worker does not do its work: it is not chosen again before it answers.</summary>
    void Abandon();
}
