using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Provenance;

/// <summary>Keeps the ledger's lines by payload; knows nothing of what they say.</summary>
/// <exception cref="SpeechException">Unavailable: it is not there; every method.</exception>
internal interface ILedgerStore
{
    Task AppendAsync(string payload, string line, CancellationToken cancellation);

    /// <summary>In the order in which they were written.</summary>
    IAsyncEnumerable<string> ReadAsync(string payload, CancellationToken cancellation);
}
