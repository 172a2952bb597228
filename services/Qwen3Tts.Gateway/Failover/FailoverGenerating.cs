using System.Runtime.CompilerServices;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Failover;

/// <summary>
/// A generation that goes on with another TokenGenerator from the frames so far: the same frames follow where the build and precision are the
/// same, and none is lost or comes twice in any case.
/// </summary>
internal sealed class FailoverGenerating(IStages workers, Utterance utterance, CallLimits limits, FailoverPolicy policy, IGenerating first)
    : FailoverStage<IGenerating>(WorkerService.TokenGenerator, utterance, policy, first), IGenerating
{
    // A generator takes an utterance that has had no text for so long from the device, or may: sooner than any does.
    private static readonly TimeSpan Parked = TimeSpan.FromSeconds(0.5);

    private readonly List<TokenUnits> _text = [];
    private readonly List<int> _codes = [];
    private (PromptTokens Prompt, VoiceCast Voice)? _start;
    private readonly int _groups = utterance.Model.Codec.Groups;
    private int _madeBefore;

    // Frames before the present worker's, and when its first came.
    private int _framesBefore;
    private long _firstFrame;
    private long _lastFrame;

    // Text came after it had none for long: it may have to wait for its turn, as before its first frame.
    private bool _comesBack;
    private int _tokens;
    private bool _ended;
    private bool _halfClosed;

    public GenerationEnd? Finished => Worker.Finished;

    private int Frames => _codes.Count / _groups;

    public Task StartAsync(PromptTokens prompt, VoiceCast voice, CodeFrames? made, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            _start = (prompt, voice);
            if (made is { } frames)
                _codes.AddRange(frames.Codes);
            _madeBefore = _framesBefore = Frames;
            return Worker.StartAsync(prompt, voice, made, cancellation);
        },
        cancellation);

    public Task SendAsync(TokenUnits tokens, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            _comesBack |= IsHere && !HasText && Policy.Time.GetElapsedTime(_lastFrame) >= Parked;
            _text.Add(tokens);
            _tokens += tokens.Ids.Length;
            _ended |= tokens.End;
            return Worker.SendAsync(tokens, cancellation);
        },
        cancellation);

    public Task EndAsync() => WriteAsync(
        () =>
        {
            _halfClosed = true;
            return Worker.EndAsync();
        },
        CancellationToken.None);

    public async IAsyncEnumerable<CodeFrames> ReadFramesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var frames in ReadAsync(
            () => Worker.ReadFramesAsync(cancellation), Owes, begun: () => Frames > _madeBefore, cancellation))
        {
            _lastFrame = Policy.Time.GetTimestamp();
            if (!IsHere)
                _firstFrame = _lastFrame;
            _codes.AddRange(frames.Codes);
            _comesBack = false;
            yield return frames;
        }
    }

    /// <summary>
    /// A generator with all of the text, or with more of it than it has made frames, has something to do; in context it may wait for text that it
    /// needs first.
    /// </summary>
    private bool HasText => _ended || (!_start!.Value.Voice.IsInContext && Frames < _tokens - 1);

    /// <summary>The present worker has made a frame.</summary>
    private bool IsHere => Frames > _framesBefore;

    /// <summary>
    /// A generator whose turn it is owes frames where it has text. Before its first frame it may wait for its turn, after a move too, and
    /// whoever has ample audio ahead of its playback is left alone while others need theirs.
    /// </summary>
    private bool Owes() => IsHere && !_comesBack && HasText && Lead < Policy.AmpleLead;

    /// <summary>How far it is ahead of a playback that began with its first frame, as it reckons itself.</summary>
    private TimeSpan Lead =>
        TimeSpan.FromSeconds((Frames - _framesBefore) / Utterance.Model.Codec.FramesPerSecond) - Policy.Time.GetElapsedTime(_firstFrame);

    protected override ValueTask<IGenerating> OpenAsync() => workers.OpenGeneratingAsync(Utterance, limits, goesOn: Frames > 0);

    protected override async Task GoOnAsync(CancellationToken cancellation)
    {
        if (_start is not { } start)
            return;
        (_framesBefore, _comesBack) = (Frames, false);
        await Worker.StartAsync(start.Prompt, start.Voice, Frames > 0 ? new CodeFrames(_groups, [.. _codes]) : null, cancellation);
        foreach (var tokens in _text)
            await Worker.SendAsync(tokens, cancellation);
        if (_halfClosed)
            await Worker.EndAsync();
    }
}
