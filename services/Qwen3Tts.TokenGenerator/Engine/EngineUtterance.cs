using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.TokenGenerator.Guarding;

namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>
/// An utterance as the engine's thread sees it. It has a place on the device only while it has text to say; without one it costs what
/// its text and frames take, and it comes back by going on from them.
/// </summary>
internal sealed class EngineUtterance
{
    private readonly GenerationRequest _request;
    private readonly EngineOptions _options;
    private readonly TimeProvider _time;
    private readonly FrameStore _frames;
    private readonly FrameGate _gate;
    private int _textTaken;
    private bool _endTaken;
    private long? _drySince;
    private long? _waitingSince;
    private TimeSpan _queued;
    private long _placed;
    private long _firstFrame;
    private int _framesHere;
    private TimeSpan _unshownTime;

    /// <param name="guard">Null guards nothing.</param>
    public EngineUtterance(
        Generation generation,
        ServedGenerator model,
        GenerationRequest request,
        CodeFrames? made,
        EngineOptions options,
        TimeProvider time,
        RunawayGuard? guard = null)
    {
        _gate = new FrameGate(generation, guard, made);
        Generation = generation;
        Model = model;
        _request = request;
        _options = options;
        _time = time;
        _frames = new FrameStore(model.Description.Codec.Groups);
        for (var frame = 0; frame < made?.Count; frame++)
            _frames.Add(made[frame]);
    }

    public Generation Generation { get; }

    public ServedGenerator Model { get; }

    /// <summary>Its state on the device; null while it has no place there.</summary>
    public IUtterance? Networks { get; private set; }

    /// <summary>It has ended, one way or another.</summary>
    public bool Over { get; private set; }

    /// <summary>Frames of it have been made, here or elsewhere.</summary>
    public bool IsBegun => _frames.Count > 0;

    /// <summary>No frame has left yet.</summary>
    public bool IsNew => _framesHere == 0;

    /// <summary>Seconds of audio made that cannot have been played yet: playback begins with the first frame at the earliest.</summary>
    public double Lead => IsNew
        ? 0
        : _framesHere / Model.Description.Codec.FramesPerSecond - _time.GetElapsedTime(_firstFrame).TotalSeconds;

    /// <summary>When to look at it again if nothing happens; null where only its caller or the device can change anything.</summary>
    public TimeSpan? UntilTimeout => _drySince is { } since
        ? TimeSpan.FromSeconds(Networks is null ? _options.TextIdle : Math.Min(_options.ParkAfter, _options.TextIdle)) - _time.GetElapsedTime(since)
        : null;

    /// <summary>True where it has no place and could use one.</summary>
    public bool WantsPlace
    {
        get
        {
            var (tokens, ended) = Generation.Text;
            if (Networks is not null || Over || (!ended && _request.Delivery is TextDelivery.Whole))
                return false;
            return _frames.Count == 0 ? ended || tokens >= _options.TextLead : tokens > _textTaken || (ended && !_endTaken);
        }
    }

    /// <summary>Notes that it wants a place and there is none; tells since when that is so.</summary>
    public long Wait() => _waitingSince ??= _time.GetTimestamp();

    /// <summary>Begins it on the device, or goes on from its frames.</summary>
    public void TakePlace()
    {
        _placed = _time.GetTimestamp();
        if (_waitingSince is { } since)
            _queued += _time.GetElapsedTime(since, _placed);
        _waitingSince = null;
        try
        {
            Networks = Model.Networks.Start(_request, _frames.Count == 0 ? null : _frames.ToFrames());
            (_textTaken, _endTaken) = (0, false);
            TakeText();
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    /// <summary>Notices what has come of its caller since: text, silence, or that it has left.</summary>
    public void Refresh()
    {
        if (Generation.Cancelled)
        {
            End();
            return;
        }

        try
        {
            TakeText();
        }
        catch (Exception error)
        {
            Fail(error);
            return;
        }

        if (!IsDry)
        {
            _drySince = null;
            return;
        }

        var silence = _time.GetElapsedTime(_drySince ??= _time.GetTimestamp()).TotalSeconds;
        if (silence >= _options.TextIdle)
        {
            Fail(new SpeechException(
                SpeechErrorKind.DeadlineExceeded,
                $"No text has come for {_options.TextIdle:g} s; send text within that time, or end the utterance (Engine:TextIdle)."));
        }
        else if (silence >= _options.ParkAfter)
        {
            LeavePlace();
        }
    }

    /// <summary>Takes what a run made. An error is this utterance's and no other's.</summary>
    /// <param name="time">Its share of the run.</param>
    public void Collect(TimeSpan time)
    {
        var networks = Networks!;
        _unshownTime += time;
        if (networks.Failure is { } failure)
        {
            Fail(failure);
        }
        else if (networks.HasFrame)
        {
            var beginning = IsNew ? new GenerationBeginning(_placed, _queued, networks.BeganWarm) : null;
            if (_framesHere++ == 0)
                _firstFrame = _time.GetTimestamp();
            if (!_gate.Pass(new GeneratedFrame(_frames.Add(networks.Frame), networks.Surprise, _unshownTime, networks.TextPosition, beginning)))
                End();
            _unshownTime = TimeSpan.Zero;
        }
        else if (networks.Finished is { } reason)
        {
            _gate.Finish(reason);
            End();
        }
    }

    public void Fail(Exception error)
    {
        Generation.Cancel(error);
        End();
    }

    // With a place it is dry when the networks need more; without one, when it does not even want a place.
    private bool IsDry => Networks is null ? !WantsPlace : !Networks.Ready;

    private void TakeText()
    {
        if (Networks is null)
            return;
        var (words, ended) = Generation.TextFrom(_textTaken);
        if (words.Length > 0)
        {
            Networks.Append(words);
            _textTaken += words.Length;
        }

        if (ended && !_endTaken)
        {
            _endTaken = true;
            Networks.End();
        }
    }

    private void LeavePlace()
    {
        Networks?.Dispose();
        Networks = null;
    }

    private void End()
    {
        Over = true;
        LeavePlace();
    }
}
