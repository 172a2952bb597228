using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Failover;

/// <summary>Decides whether a stage moves to another worker, and how long one may owe an answer.</summary>
internal sealed partial class FailoverPolicy : IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>A TokenGenerator serves those that are ahead of their playback by less than this along with newcomers (its batch policy).</summary>
    private static readonly TimeSpan ServedFirst = TimeSpan.FromSeconds(0.4);

    private readonly FailoverOptions _options;
    private readonly TokenBucketRateLimiter _budget;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<FailoverPolicy> _logger;
    private readonly ResiliencePipeline _patient;

    public FailoverPolicy(IOptions<FailoverOptions> options, GatewayMetrics metrics, TimeProvider time, ILogger<FailoverPolicy> logger)
    {
        _options = options.Value;
        (_metrics, _time, _logger) = (metrics, time, logger);
        _budget = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = _options.Burst,
            TokensPerPeriod = _options.MovesPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        });
        _patient = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<SpeechException>(error => error.Kind is SpeechErrorKind.Unavailable),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = FirstDelay,
                MaxDelay = LongestDelay,
                UseJitter = true,
            })
            .Build();
    }

    public TimeProvider Time => _time;

    /// <summary>
    /// While more audio than this is there that nobody can have heard yet, a generator may leave an utterance alone: it is time enough to notice
    /// that it stalls, and as much again to go on elsewhere, before others would have to come first there (<see cref="ServedFirst"/>).
    /// </summary>
    public TimeSpan AmpleLead => ServedFirst + 2 * _options.StallFloor;

    /// <summary>How long the worker of a stage that has moved so often may be silent; each move makes its least twice as long.</summary>
    /// <param name="hasOther">Whether another worker is there that could go on.</param>
    public StallDeadline StallDeadline(int moves, Func<bool> hasOther) =>
        new(_options.StallFloor * Math.Pow(2, moves), _options.StallAfter, hasOther);

    /// <summary>Whether a stage that has moved so often may move again after this error of its worker's.</summary>
    /// <param name="worker">Null where nothing is known of others.</param>
    public bool Allows(SpeechException error, int moves, IStageStream? worker = null)
    {
        if (moves >= _options.Moves)
            return false;
        // Takes nothing of the budget: where all are known to be full none moves, and who refused is asked again before others come to it.
        if (error.Kind is SpeechErrorKind.Exhausted)
            return worker?.HasRoomElsewhere is true;
        if (error.Kind is not SpeechErrorKind.Unavailable)
            return false;
        using var permit = _budget.AttemptAcquire();
        return permit.IsAcquired;
    }

    /// <summary>Moves, and where something has been made already, waits for a worker.</summary>
    /// <param name="begun">Whether something has been made.</param>
    /// <param name="error">Why; thrown where it does not succeed.</param>
    public async Task MoveAsync(
        WorkerService service, string utterance, bool begun, SpeechException error, Func<CancellationToken, Task> move, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        try
        {
            await TryAsync(move, begun, cancellation);
        }
        catch (SpeechException again) when (again.Kind is SpeechErrorKind.Unavailable)
        {
            _metrics.Moved(service, succeeded: false);
            LogStayed(utterance, service.Name(), error.Message);
            throw new SpeechException(error.Kind, error.Message, error) { RetryAfter = error.RetryAfter };
        }

        _metrics.Moved(service, succeeded: true);
        LogMoved(utterance, service.Name(), error.Message, _time.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Makes a call whose request is kept whole, and makes it again at another worker where one is lost in it.</summary>
    /// <param name="call">Throws what the worker answered, in the fleet's terms.</param>
    /// <exception cref="SpeechException">What the last worker answered; Unavailable where none is there.</exception>
    public async Task<T> CallAsync<T>(
        WorkerPool pool, string model, Func<WorkerLease, CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        for (var moves = 0; ; moves++)
        {
            using var lease = await pool.LeaseAsync(model, cancellation);
            try
            {
                var answer = await WatchAsync(lease, call, cancellation);
                if (moves > 0)
                    _metrics.Moved(pool.Service, succeeded: true);
                return answer;
            }
            catch (SpeechException error) when (Allows(error, moves))
            {
                LogCalledAgain(pool.Service.Name(), error.Message);
            }
        }
    }

    /// <summary>Moves from a worker that stops while it still works. Takes nothing of the budget: each of its calls moves once.</summary>
    /// <returns>False where there is no other: the worker is to be kept.</returns>
    public async Task<bool> HandOverAsync(
        WorkerService service, string utterance, Func<CancellationToken, Task> move, CancellationToken cancellation)
    {
        if (_options.Moves is 0)
            return false;
        var started = _time.GetTimestamp();
        try
        {
            await move(cancellation);
        }
        catch (SpeechException error) when (error.Kind is SpeechErrorKind.Unavailable)
        {
            LogKept(utterance, service.Name(), error.Message);
            return false;
        }

        _metrics.Moved(service, succeeded: true);
        LogHandedOver(utterance, service.Name(), _time.GetElapsedTime(started).TotalMilliseconds);
        return true;
    }

    public void Dispose() => _budget.Dispose();

    /// <summary>Gives up a call whose worker does not say any more that it is there, or has said long ago that it takes no more calls.</summary>
    private async Task<T> WatchAsync<T>(WorkerLease lease, Func<WorkerLease, CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var answer = call(lease, abandoned.Token);
        var wasLeaving = false;
        while (true)
        {
            try
            {
                // It is the call that ends where it is no more wanted.
                return await answer.WaitAsync(_options.StallAfter, _time, CancellationToken.None);
            }
            catch (TimeoutException) when (!answer.IsCompleted)
            {
                var there = lease.AnswersAsync();
                if (await Task.WhenAny(answer, there) == answer || (await there && !(wasLeaving && lease.HasOther)))
                {
                    wasLeaving = lease.Leaving.IsCompleted;
                    continue;
                }

                await abandoned.CancelAsync();
                await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw SpeechException.Unavailable($"The service '{lease.Service.Name()}' does not answer.");
            }
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> move, bool patient, CancellationToken cancellation)
    {
        SpeechException last;
        try
        {
            await move(cancellation);
            return;
        }
        catch (SpeechException error) when (patient && error.Kind is SpeechErrorKind.Unavailable)
        {
            last = error;
        }

        using var late = new CancellationTokenSource(_options.Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            // What has begun in time may take longer: only waiting has an end.
            await _patient.ExecuteAsync(async _ => await move(cancellation), either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw last;
        }
    }

    [LoggerMessage(110, LogLevel.Warning, "Utterance {Utterance} went on with another {Service} after {Milliseconds:0} ms: {Reason}")]
    private partial void LogMoved(string utterance, string service, string reason, double milliseconds);

    [LoggerMessage(114, LogLevel.Warning, "A call is made again at another {Service}: {Reason}")]
    private partial void LogCalledAgain(string service, string reason);

    [LoggerMessage(112, LogLevel.Information, "Utterance {Utterance} was handed over by a {Service} that stops, after {Milliseconds:0} ms.")]
    private partial void LogHandedOver(string utterance, string service, double milliseconds);

    [LoggerMessage(113, LogLevel.Information, "Utterance {Utterance} stays with a {Service} that stops: {Reason}")]
    private partial void LogKept(string utterance, string service, string reason);

    [LoggerMessage(111, LogLevel.Warning, "Utterance {Utterance} found no other {Service} to go on with: {Reason}")]
    private partial void LogStayed(string utterance, string service, string reason);
}
