using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>One utterance being made: plain state, used by the engine's thread only.</summary>
public interface IUtterance : IDisposable
{
    /// <summary>It need not wait for text.</summary>
    bool Ready { get; }

    /// <summary>Whether it took over what an utterance that began alike left; null before it begins, and where nothing is kept.</summary>
    bool? BeganWarm { get; }

    /// <summary>Why it ended; null while it has not.</summary>
    FinishReason? Finished { get; }

    /// <summary>What made it impossible to go on; null while nothing did.</summary>
    SpeechException? Failure { get; }

    /// <summary>The last run made a frame.</summary>
    bool HasFrame { get; }

    /// <summary>That frame: one code a group.</summary>
    ReadOnlySpan<int> Frame { get; }

    /// <summary>How unlikely the model held that frame's code of group 0 to be, beyond its own uncertainty: nats.</summary>
    float Surprise { get; }

    /// <summary>Which of the text's tokens that frame speaks, from 0 on; negative where that is not known.</summary>
    int TextPosition { get; }

    void Append(ReadOnlySpan<int> ids);

    /// <summary>No more text will come.</summary>
    void End();
}
