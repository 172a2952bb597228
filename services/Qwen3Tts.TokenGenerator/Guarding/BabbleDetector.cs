namespace Qwen3Tts.TokenGenerator.Guarding;

/// <summary>
/// Tells whether frames are what the model would say in their place: a sum that grows with each code that is more unlikely than the
/// model's own uncertainty explains, and falls, to no less than zero, with the others (Page's CUSUM test). Whatever the checkpoint, codes
/// that are drawn from its logits have a mean surprise of zero or less, so that for them the sum has a drift down and reaches a height h
/// with a chance that falls as e^(-θh); for nano's speech θ is 2, for distributions with far more codes that are nearly as likely 0.5.
/// </summary>
internal sealed class BabbleDetector
{
    /// <summary>In nats a frame: what every frame lowers the sum by.</summary>
    private const float Drift = 1;

    /// <summary>In nats: one code alone must not decide.</summary>
    private const float MostOfFrame = 8;

    /// <summary>In nats: where frames are suspected. Nano's speech reaches it once in some hundred frames.</summary>
    private const float SuspectSum = 2;

    /// <summary>In nats: where it is certain. With a θ of 0.5 codes of the model's own do so once in some 10^5 frames, nano's never.</summary>
    private const float CertainSum = 24;

    private float _sum;
    private int _frames;
    private int _start;

    /// <summary>Where the suspect frames begin; null for none.</summary>
    public int? Suspected => _sum >= SuspectSum ? _start : null;

    /// <summary>Whether they are not the model's.</summary>
    public bool Certain => _sum >= CertainSum;

    /// <param name="surprise">In nats; no number counts as the most.</param>
    public void Observe(float surprise)
    {
        if (_sum <= 0)
            _start = _frames;
        _sum = Math.Max(0, _sum + (float.IsNaN(surprise) ? MostOfFrame : Math.Min(surprise, MostOfFrame)) - Drift);
        _frames++;
    }
}
