using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Synthesis.Stages;

/// <summary>One utterance's stream through a TextFrontend.</summary>
internal interface ITokenizing : IStageStream
{
    Task StartAsync(CancellationToken cancellation);

    Task SendAsync(string piece, CancellationToken cancellation);

    /// <summary>What was sent is to be read as if the text ended here; more may follow.</summary>
    Task FlushAsync(CancellationToken cancellation);

    Task EndAsync(CancellationToken cancellation);

    /// <summary>The ids around the words, known when the first words are.</summary>
    Task<PromptTokens> ReadPromptAsync(CancellationToken cancellation);

    /// <summary>The words, after the prompt; the last have <see cref="TokenUnits.End"/>.</summary>
    IAsyncEnumerable<TokenUnits> ReadTokensAsync(CancellationToken cancellation);
}
