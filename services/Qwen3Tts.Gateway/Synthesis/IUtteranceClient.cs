using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>
/// The client of one utterance. One reads and one writes at a time; a write ends when the client's connection has taken it,
/// or the client has gone.
/// </summary>
internal interface IUtteranceClient
{
    /// <summary>Whether the client has asked to stop; then it sends nothing more.</summary>
    bool HasCancelled { get; }

    /// <summary>The pieces of the text, as they arrive, until it ends or the client asks to stop.</summary>
    /// <exception cref="SpeechException">Invalid: the client sent something else.</exception>
    IAsyncEnumerable<TextPiece> ReadTextAsync(CancellationToken cancellation);

    /// <summary>Waits until the client says that it sends nothing more, or asks to stop.</summary>
    /// <exception cref="SpeechException">Invalid: it sent something after the text's end.</exception>
    Task ReadToEndAsync(CancellationToken cancellation);

    Task SendStartedAsync(Utterance utterance);

    /// <param name="pcm">In the utterance's encoding; not used after the write has ended.</param>
    /// <param name="firstSample">Index of the first of these samples in the utterance.</param>
    Task SendAudioAsync(ReadOnlyMemory<byte> pcm, long firstSample);

    Task SendMarkAsync(SpokenMark mark);

    /// <param name="message">What is not done as the request asks.</param>
    Task SendWarningAsync(string message);

    /// <param name="retries">How often the speech was begun again.</param>
    Task SendFinishedAsync(FinishReason reason, long frames, long samples, int retries);
}
