using Qwen3Tts.Audio.Wave;

namespace Qwen3Tts.ParityTests.Voices;

/// <summary>The reference clips that golden cases name.</summary>
internal static class ReferenceClips
{
    private static readonly WaveLimits Limits = new(MaxSeconds: 600);

    /// <param name="sampleRate">The rate that the case's network takes: the clips have it already.</param>
    public static float[] Read(GoldenCase @case, int sampleRate)
    {
        var path = @case.AudioPath(@case.Json().GetProperty("audio").GetString()!);
        var clip = WaveReader.Read(File.ReadAllBytes(path), Limits);
        Assert.Equal(sampleRate, clip.SampleRate);
        return clip.Samples;
    }
}
