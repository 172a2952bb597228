using System.Runtime.CompilerServices;

namespace Qwen3Tts.Gateway.Provenance;

/// <summary>Keeps the last lines until the process ends.</summary>
internal sealed class MemoryLedgerStore : ILedgerStore
{
    private const int Most = 100_000;

    private readonly Lock _lock = new();
    private readonly Queue<(string Payload, string Line)> _lines = [];

    public Task AppendAsync(string payload, string line, CancellationToken cancellation)
    {
        lock (_lock)
        {
            _lines.Enqueue((payload, line));
            if (_lines.Count > Most)
                _lines.Dequeue();
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<string> ReadAsync(string payload, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string[] found;
        lock (_lock)
            found = [.. _lines.Where(line => line.Payload == payload).Select(line => line.Line)];
        await Task.CompletedTask;
        foreach (var line in found)
            yield return line;
    }
}
