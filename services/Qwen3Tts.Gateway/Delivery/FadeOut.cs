namespace Qwen3Tts.Gateway.Delivery;

/// <summary>Fades the end of an utterance out, by a raised cosine over one frame.</summary>
/// <param name="length">Samples of the fade.</param>
internal sealed class FadeOut(int length)
{
    private long _from = long.MaxValue;

    /// <summary>Says where it begins. Must come before those samples do.</summary>
    public void Begin(long sample) => Volatile.Write(ref _from, sample);

    /// <summary>Fades samples in place.</summary>
    /// <param name="first">Index of the first of them in the utterance.</param>
    public void Apply(Span<float> samples, long first)
    {
        var from = Volatile.Read(ref _from);
        for (var i = (int)Math.Clamp(from - first, 0, samples.Length); i < samples.Length; i++)
        {
            var place = Math.Min(1, (first + i - from + 1) / (float)length);
            samples[i] *= 0.5f * (1 + MathF.Cos(MathF.PI * place));
        }
    }

    /// <summary>Whether any sample up to an index is faded.</summary>
    public bool Reaches(long end) => Volatile.Read(ref _from) < end;
}
