using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Load;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.UnitTests.Cli.Load;

/// <summary>A fleet on fake time: every utterance is one second of audio, made <see cref="Latency"/> after its text has ended.</summary>
internal sealed class ScriptedFleet(FakeTimeProvider time)
{
    public const int SampleRate = 24_000;

    public ConcurrentQueue<SpeechRequest> Asked { get; } = new();

    public ConcurrentQueue<string> Pieces { get; } = new();

    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Pauses before each fifth of the audio.</summary>
    public TimeSpan Pause { get; init; }

    public Exception? Refusal { get; init; }

    public SpeakFunction Speak => SpeakAsync;

    /// <summary>Begins <paramref name="run"/> and lets time pass, a millisecond at a time, until it has ended.</summary>
    public Task<T> PassAsync<T>(Func<Task<T>> run) => Task.Run(
        async () =>
        {
            // Without a context to return to, everything that a moment brings has happened when Advance returns.
            var running = run();
            for (var passed = 0; !running.IsCompleted; passed++)
            {
                Assert.True(passed < 3_600_000, "An hour has passed, and the run has not ended.");
                time.Advance(TimeSpan.FromMilliseconds(1));
            }

            return await running;
        },
        TestContext.Current.CancellationToken);

    private async IAsyncEnumerable<SpeechEvent> SpeakAsync(
        SpeechRequest request, IAsyncEnumerable<string> text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Asked.Enqueue(request);
        if (Refusal is not null)
            throw Refusal;
        await foreach (var piece in text.WithCancellation(cancellationToken))
            Pieces.Enqueue(piece);
        await Wait(Latency, cancellationToken);
        yield return new SpeechEvent.Started("scripted", null, request.Seed ?? 0, SampleRate);
        for (var part = 0; part < 5; part++)
        {
            if (part > 0 && Pause > TimeSpan.Zero)
                await Wait(Pause, cancellationToken);
            yield return new SpeechEvent.Audio(Enumerable.Repeat((short)10_000, SampleRate / 5).SelectMany(BitConverter.GetBytes).ToArray());
        }

        yield return new SpeechEvent.Finished(FinishReason.Stop, 13, SampleRate);
    }

    /// <summary>As Task.Delay, which on cancellation goes on in another thread.</summary>
    private async Task Wait(TimeSpan duration, CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource();
        await using var timer = time.CreateTimer(_ => ended.TrySetResult(), null, duration, Timeout.InfiniteTimeSpan);
        await using var registration = cancellationToken.Register(() => ended.TrySetCanceled(cancellationToken));
        await ended.Task;
    }
}
