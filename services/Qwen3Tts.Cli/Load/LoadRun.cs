using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Load;

/// <summary>Asks a fleet for utterances by a plan, and measures what every listener hears.</summary>
public sealed class LoadRun
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StaggerWithin = TimeSpan.FromSeconds(3);

    private readonly SpeakFunction _speak;
    private readonly LoadPlan _plan;
    private readonly RunClock _clock;
    private readonly ConcurrentQueue<UtteranceMeasurement> _measured = new();
    private int _numbers = -1;

    private LoadRun(SpeakFunction speak, LoadPlan plan, TimeProvider time) => (_speak, _plan, _clock) = (speak, plan, new RunClock(time));

    /// <summary>Open loop: utterances arrive at random at <paramref name="rate"/> a second, whatever becomes of those before.</summary>
    /// <param name="duration">How long they arrive; those that are spoken then are heard to their end.</param>
    public static async Task<LoadResult> ArrivalsAsync(
        SpeakFunction speak, LoadPlan plan, double rate, TimeSpan duration, TimeProvider time, CancellationToken cancellationToken)
    {
        var run = new LoadRun(speak, plan, time);
        var speaking = new List<Task>();
        foreach (var due in PoissonSchedule.Arrivals(rate, duration, plan.Seed))
        {
            await run._clock.Until(due, cancellationToken);
            speaking.Add(run.SpeakAsync(due, cancellationToken));
        }

        await Task.WhenAll(speaking);
        return run.Result();
    }

    /// <summary>So many listeners at a time: each asks for its next utterance when it has heard the last one out.</summary>
    /// <param name="duration">How long they ask; what they hear then they hear to its end.</param>
    public static async Task<LoadResult> StreamsAsync(
        SpeakFunction speak, LoadPlan plan, int streams, TimeSpan duration, TimeProvider time, CancellationToken cancellationToken)
    {
        var run = new LoadRun(speak, plan, time);
        await Task.WhenAll(Enumerable.Range(0, streams).Select(stream => run.StreamAsync(stream, duration, cancellationToken)));
        return run.Result();
    }

    /// <summary>One utterance after the other, each as soon as the last one's answer has ended.</summary>
    public static async Task<LoadResult> SeriesAsync(
        SpeakFunction speak, LoadPlan plan, int utterances, TimeProvider time, CancellationToken cancellationToken)
    {
        var run = new LoadRun(speak, plan, time);
        for (var number = 0; number < utterances; number++)
            await run.SpeakAsync(run._clock.Now, cancellationToken);
        return run.Result();
    }

    private LoadResult Result() => new([.. _measured.OrderBy(measured => measured.Number)], _clock.Now);

    private async Task StreamAsync(int stream, TimeSpan duration, CancellationToken cancellationToken)
    {
        var due = stream is 0 ? TimeSpan.Zero : Draw.Stagger.Uniform(_plan.Seed, stream) * StaggerWithin;
        while (due < duration)
        {
            await _clock.Until(due, cancellationToken);
            var (outcome, played) = await SpeakAsync(due, cancellationToken);
            var now = _clock.Now;
            due = outcome is UtteranceOutcome.Failed ? now + PauseAfterFailure : played > now ? played.Value : now;
        }
    }

    private async Task<(UtteranceOutcome Outcome, TimeSpan? Played)> SpeakAsync(TimeSpan due, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _numbers);
        var listener = new Listener(due, _plan.PlaybackBuffer, _plan.AudibleLevel);
        var asked = _clock.Now;
        var toCancel = Draw.Cancel.Uniform(_plan.Seed, number) < _plan.CancelFraction;
        using var gone = toCancel
            ? new CancellationTokenSource(Draw.CancelMoment.Uniform(_plan.Seed, number) * _plan.CancelWithin, _clock.Time)
            : new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(gone.Token, cancellationToken);
        var (outcome, error) = await HearAsync(number, listener, gone.Token, stop.Token, cancellationToken);
        _measured.Enqueue(new UtteranceMeasurement(
            number, due, asked, _clock.Now, outcome, listener.FirstByte, listener.FirstAudible, listener.AudioSeconds,
            listener.Underruns, listener.Stalled, error, listener.Finish, toCancel));
        // A listener that went away stops its player.
        return (outcome, outcome is UtteranceOutcome.Cancelled ? null : listener.PlaybackEnd);
    }

    private async Task<(UtteranceOutcome Outcome, SpeechErrorKind? Error)> HearAsync(
        int number, Listener listener, CancellationToken gone, CancellationToken stop, CancellationToken cancellationToken)
    {
        var request = _plan.Request with { Seed = _plan.Seed + (ulong)number };
        var text = _plan.Texts[number % _plan.Texts.Count];
        try
        {
            await foreach (var happened in _speak(request, WriteAsync(text, number, stop), stop))
                listener.Hear(happened, _clock.Now);
            return listener.Finish is null ? (UtteranceOutcome.Failed, SpeechErrorKind.Internal) : (UtteranceOutcome.Finished, null);
        }
        catch (Exception error) when (error is OperationCanceledException or SpeechException { Kind: SpeechErrorKind.Cancelled } && gone.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (UtteranceOutcome.Cancelled, null);
        }
        catch (SpeechException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (UtteranceOutcome.Failed, error.Kind);
        }
    }

    private async IAsyncEnumerable<string> WriteAsync(string text, int number, [EnumeratorCancellation] CancellationToken stop)
    {
        if (_plan.Writing is not { } pace)
        {
            yield return text;
            yield break;
        }

        var begun = _clock.Now;
        var tokens = pace.Split(text);
        foreach (var (token, at) in tokens.Zip(pace.Times(_plan.Seed, number, tokens.Count)))
        {
            await _clock.Until(begun + at, stop);
            yield return token;
        }
    }
}
