using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Audio.Watermark;

/// <summary>Recorded speech at 24 kHz, and marks on it.</summary>
internal static class Speech
{
    public const int Rate = WatermarkLayout.SampleRate;

    public static readonly WatermarkKey Key = new("a key for tests only"u8);
    public static readonly WatermarkPayload Payload = new(7, 1234, 567_890);

    public static float[] Of(string voice) =>
        WaveReader.Read(File.ReadAllBytes(Repository.File($"deploy/models/nano/voices/{voice}.wav")), new WaveLimits(60)).Samples;

    /// <summary>Two voices, one after the other: 11.7 s.</summary>
    public static float[] Long { get; } = [.. Of("joe"), .. Of("clara")];

    public static float[] Mark(ReadOnlySpan<float> samples, WatermarkPayload payload)
    {
        var embedder = new WatermarkEmbedder(Key, payload);
        var marked = new float[samples.Length];
        var written = embedder.Process(samples, marked);
        Assert.Equal(samples.Length, written + embedder.Flush(marked.AsSpan(written)));
        return marked;
    }

    public static float[] MarkedLong { get; } = Mark(Long, Payload);
}
