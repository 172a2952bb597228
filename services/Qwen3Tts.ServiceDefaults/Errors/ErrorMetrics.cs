using System.Diagnostics.Metrics;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.ServiceDefaults.Errors;

/// <summary>Counts calls that ended in an error: a gRPC call that failed is 200 to HTTP, whose metrics do not show it.</summary>
public sealed class ErrorMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _errors = meters.Create("Qwen3Tts.ServiceDefaults").CreateCounter<long>(
        "qwen3tts.errors", "{call}", "Calls that ended in an error, by method and kind; cancelled ones among them.");

    internal void Count(string method, SpeechErrorKind kind) => _errors.Add(
        1, new KeyValuePair<string, object?>("method", method), new KeyValuePair<string, object?>("kind", kind.ToString()));
}
