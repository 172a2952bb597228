namespace Qwen3Tts.Cli.Planning.Replay;

/// <summary>An utterance of a replay. Times are milliseconds.</summary>
internal sealed class ReplayUtterance(double arrived, int frames)
{
    private double _playback;

    public double Arrived => arrived;

    public int Made { get; private set; }

    public bool IsNew => Made is 0;

    public bool Over => Made == frames;

    /// <summary>From its arrival; null where nothing has come.</summary>
    public double? FirstAudio { get; private set; }

    public bool Underrun { get; private set; }

    /// <summary>When its text is there for the next frame.</summary>
    public double TextAt(double frameMilliseconds, double writingSpeed) => arrived + Made * frameMilliseconds / writingSpeed;

    /// <summary>Audio that its listener has not heard yet.</summary>
    public double Lead(double now, double frameMilliseconds) => IsNew ? double.NegativeInfinity : _playback + Made * frameMilliseconds - now;

    /// <summary>A frame's samples come.</summary>
    public void Hear(double at, double frameMilliseconds)
    {
        if (FirstAudio is null)
            (FirstAudio, _playback) = (at - arrived, at);
        var late = at - _playback - Made * frameMilliseconds;
        if (late > 0)
            (Underrun, _playback) = (true, _playback + late);
        Made++;
    }
}
