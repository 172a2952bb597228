using System.Diagnostics;
using Qwen3Tts.Audio.Containers;
using Qwen3Tts.Audio.Containers.External;
using Qwen3Tts.Audio.Preparation;
using Qwen3Tts.Audio.Resampling;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Tests;

namespace Qwen3Tts.Benchmarks.Preparation;

/// <summary>How long preparation takes: of 10 s as it may come, and of a long recording.</summary>
internal static class TimeBenchmark
{
    public static async Task RunAsync(List<SpeechClip> clips, int sampleRate, int rounds, TextWriter output, CancellationToken cancellation)
    {
        var preparer = new ReferencePreparer(new PreparationSettings(), sampleRate);
        var speech = clips.SelectMany(clip => clip.Samples).ToArray();
        output.WriteLine("| clip | decoding, ms | preparation, ms | together, ms |");
        output.WriteLine("| --- | --- | --- | --- |");
        foreach (var (what, seconds, rate, noisy) in new[] { ("clean, 24 kHz", 10, 24_000, false), ("noisy, 24 kHz", 10, 24_000, true), ("noisy, 48 kHz", 10, 48_000, true), ("noisy, 44.1 kHz", 60, 44_100, true) })
        {
            var samples = new float[seconds * sampleRate];
            for (var i = 0; i < samples.Length; i++)
                samples[i] = speech[i % speech.Length];
            if (noisy)
                samples = Noises.Mix(samples, Noises.Pink(samples.Length, seed: 1), 15);
            var file = WaveWriter.Write(new Waveform(new Resampler(sampleRate, rate).Resample(samples), rate));
            await MeasureAsync($"{seconds} s, {what}, WAV", file, preparer, rounds, output, cancellation);
        }

        foreach (var path in Directory.EnumerateFiles(Repository.File("tests/audio/formats"), "speech.*").Order(StringComparer.Ordinal))
            await MeasureAsync($"1.2 s, {Path.GetExtension(path)}", await File.ReadAllBytesAsync(path, cancellation), preparer, rounds, output, cancellation);
    }

    private static async Task MeasureAsync(
        string what, byte[] file, ReferencePreparer preparer, int rounds, TextWriter output, CancellationToken cancellation)
    {
        List<double> decoding = [], preparing = [];
        for (var round = -2; round < rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var clip = await ClipDecoder.Decode(file, new WaveLimits(61), new FfmpegSettings(), cancellation);
            var decoded = clock.Elapsed.TotalMilliseconds;
            preparer.Prepare(clip, whole: false, cancellation);
            if (round < 0)
                continue;
            decoding.Add(decoded);
            preparing.Add(clock.Elapsed.TotalMilliseconds - decoded);
        }

        output.WriteLine(FormattableString.Invariant($"| {what} | {Median(decoding):f1} | {Median(preparing):f1} | {Median(decoding) + Median(preparing):f1} |"));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
