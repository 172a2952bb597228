using System.Threading.Channels;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.UnitTests.Gateway.Failover;

/// <summary>A generator that makes a frame when the test says so.</summary>
internal sealed class GatedGenerating : IGenerating
{
    private readonly Channel<CodeFrames> _frames = Channel.CreateUnbounded<CodeFrames>();
    private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asked;

    public GenerationEnd? Finished { get; private set; }

    /// <summary>What it was told, in order.</summary>
    public List<string> Told { get; } = [];

    public bool IsDisposed { get; private set; }

    public bool IsAbandoned { get; private set; }

    /// <summary>Ends when it is asked for frames.</summary>
    public Task Reading => _reading.Task.WaitAsync(TestContext.Current.CancellationToken);

    public Task Leaving { get; } = new TaskCompletionSource().Task;

    /// <summary>How often it was asked whether it is there.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public Task<bool> AnswersAsync()
    {
        Interlocked.Increment(ref _asked);
        return Task.FromResult(true);
    }

    public bool HasOther { get; init; }

    public bool HasRoomElsewhere => false;

    public void Make(int code) => _frames.Writer.TryWrite(new CodeFrames(1, [code]));

    public void End() => _frames.Writer.TryComplete();

    public void Lose() => _frames.Writer.TryComplete(SpeechException.Unavailable("It died."));

    public Task StartAsync(PromptTokens prompt, VoiceCast voice, CodeFrames? made, CancellationToken cancellation) => Tell("start");

    public Task SendAsync(TokenUnits tokens, CancellationToken cancellation) => Tell(string.Join(' ', tokens.Ids));

    public Task EndAsync() => Tell("end");

    public async IAsyncEnumerable<CodeFrames> ReadFramesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        _reading.TrySetResult();
        await foreach (var frame in _frames.Reader.ReadAllAsync(cancellation))
            yield return frame;
        Finished = new GenerationEnd(FinishReason.Stop);
    }

    public void Abandon() => IsAbandoned = true;

    public void Dispose()
    {
        IsDisposed = true;
        _frames.Writer.TryComplete(SpeechException.Unavailable("It was let go."));
    }

    private Task Tell(string what)
    {
        Told.Add(what);
        return Task.CompletedTask;
    }
}
