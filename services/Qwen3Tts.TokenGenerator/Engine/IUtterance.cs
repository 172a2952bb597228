using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>One utterance being made: plain state, used by the engine's thread only.</summary>
public interface IUtterance : IDisposable
{
    /// <summary>A step would not have to wait for text.</summary>
    bool Ready { get; }

    /// <summary>Why it ended; null while it has not.</summary>
    FinishReason? Finished { get; }

    void Append(ReadOnlySpan<int> ids);

    /// <summary>No more text will come.</summary>
    void End();

    /// <summary>Makes the next frame. False where the utterance has ended instead.</summary>
    bool Step(Span<int> frame);
}
