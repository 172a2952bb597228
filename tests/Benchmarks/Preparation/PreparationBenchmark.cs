using Qwen3Tts.Audio.Containers;
using Qwen3Tts.Audio.Containers.External;
using Qwen3Tts.Audio.Resampling;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Tests;

namespace Qwen3Tts.Benchmarks.Preparation;

/// <summary>What preparing reference clips does for their x-vectors, and what it takes.</summary>
internal static class PreparationBenchmark
{
    private const double MaxSeconds = 8;

    public static async Task RunAsync(string checkpointFolder, string audioFolder, int rounds, TextWriter output, CancellationToken cancellation)
    {
        using var checkpoint = Checkpoint.Open(checkpointFolder);
        using var xVectors = new XVectors(checkpoint);
        var clips = await ReadAsync(audioFolder, xVectors.SampleRate, cancellation);
        NoiseBenchmark.Run(clips, xVectors, output, cancellation);
        output.WriteLine();
        SpeakersBenchmark.Run(clips, xVectors, output, cancellation);
        output.WriteLine();
        await TimeBenchmark.RunAsync(clips, xVectors.SampleRate, rounds, output, cancellation);
    }

    // A speaker's clips are named SPEAKER-NUMBER.flac.
    private static async Task<List<SpeechClip>> ReadAsync(string folder, int sampleRate, CancellationToken cancellation)
    {
        var clips = new List<SpeechClip>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.flac").Order(StringComparer.Ordinal))
        {
            var clip = await ClipDecoder.Decode(await File.ReadAllBytesAsync(path, cancellation), new WaveLimits(60), new FfmpegSettings(), cancellation);
            var samples = new Resampler(clip.SampleRate, sampleRate).Resample(clip.Samples);
            clips.Add(new SpeechClip(
                Path.GetFileNameWithoutExtension(path).Split('-')[0], samples[..Math.Min(samples.Length, (int)(MaxSeconds * sampleRate))]));
        }

        return clips;
    }
}
