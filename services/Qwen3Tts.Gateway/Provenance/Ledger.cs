using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Provenance;

/// <summary>
/// From a mark to who made it. Entries are written behind the speech, in order, and tried again until they are kept; an utterance for
/// whose entries there is no room is refused, so that none is lost unseen.
/// </summary>
internal sealed partial class Ledger : BackgroundService
{
    // Who stops in a hurry waits so long all the same: to write takes less, where it can be done at all.
    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(1);

    private readonly ILedgerStore _store;
    private readonly LedgerSeal _seal;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<Ledger> _logger;
    private readonly int _most;
    private readonly ResiliencePipeline _stubborn;

    // Bounded by the places that utterances hold.
    private readonly Channel<LedgerEntry> _entries = Channel.CreateUnbounded<LedgerEntry>(new UnboundedChannelOptions { SingleReader = true });
    private int _places;

    public Ledger(
        ILedgerStore store, LedgerSeal seal, IOptions<ProvenanceOptions> options, GatewayMetrics metrics, TimeProvider time, ILogger<Ledger> logger)
    {
        (_store, _seal, _metrics, _time, _logger) = (store, seal, metrics, time, logger);
        _most = options.Value.MaxWaiting;
        _stubborn = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<SpeechException>(),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(2),
                UseJitter = true,
                OnRetry = attempt =>
                {
                    if (attempt.AttemptNumber is 0)
                        LogFailed(attempt.Outcome.Exception!);
                    metrics.LedgerFailed();
                    return default;
                },
            })
            .Build();
        metrics.ObserveLedger(() => Volatile.Read(ref _places));
    }

    /// <summary>Takes places for entries of an utterance.</summary>
    /// <exception cref="SpeechException">Unavailable: too many entries wait to be written.</exception>
    public void Reserve(int entries)
    {
        if (Interlocked.Add(ref _places, entries) <= _most)
            return;
        Interlocked.Add(ref _places, -entries);
        throw SpeechException.Unavailable(
            $"The ledger of what is spoken cannot be written now: {_most} entries wait, the limit set by {ProvenanceOptions.Section}:{nameof(ProvenanceOptions.MaxWaiting)}; try again later.");
    }

    /// <summary>Writes an entry for which there is a place.</summary>
    public void Write(LedgerEntry entry)
    {
        if (!_entries.Writer.TryWrite(entry))
            LogLost(1);
    }

    /// <summary>The entries of a payload, and what is wrong with what stands there.</summary>
    /// <param name="tenant">Whose entries are told of; null for all.</param>
    /// <exception cref="SpeechException">Unavailable.</exception>
    public async Task<(IReadOnlyList<LedgerEntry> Entries, IReadOnlyList<string> Faults)> FindAsync(
        string payload, Tenant? tenant, CancellationToken cancellation)
    {
        var (entries, faults, number) = (new List<LedgerEntry>(), new List<string>(), 0);
        await foreach (var line in _store.ReadAsync(payload, cancellation))
        {
            number++;
            if (_seal.Open(payload, line) is not { } entry)
                faults.Add($"Entry {number} of {payload} is not what was written there: it was made up, changed, or put there from elsewhere.");
            else if (entries.Exists(other => other.Call == entry.Call && other.Part == entry.Part && other.Ended == entry.Ended))
                faults.Add($"Entry {number} of {payload} is a copy of another.");
            else
                entries.Add(entry);
        }

        return (entries.FindAll(entry => tenant is null || entry.Tenant == tenant.Name), tenant is null ? faults : []);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Those who still speak have ended by now; what they left is written before the process ends, if that can be done in time.
        _entries.Writer.TryComplete();
        if (ExecuteTask is { } writing)
        {
            await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await writing.WaitAsync(LeastTime, _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
        if (Volatile.Read(ref _places) is > 0 and var left)
            LogLost(left);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var entry in _entries.Reader.ReadAllAsync(stoppingToken))
        {
            await _stubborn.ExecuteAsync(async token => await _store.AppendAsync(entry.Payload, _seal.Close(entry), token), stoppingToken);
            Interlocked.Decrement(ref _places);
            _metrics.LedgerWritten();
        }
    }

    [LoggerMessage(120, LogLevel.Error, "The ledger cannot be written; its entries wait.")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(121, LogLevel.Critical, "{Entries} entries of the ledger were not written before the end.")]
    private partial void LogLost(int entries);
}
