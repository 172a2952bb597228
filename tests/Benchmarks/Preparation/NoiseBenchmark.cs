using System.Numerics.Tensors;
using Qwen3Tts.Audio.Containers;
using Qwen3Tts.Audio.Containers.External;
using Qwen3Tts.Audio.Preparation;
using Qwen3Tts.Audio.Resampling;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Benchmarks.Preparation;

/// <summary>What noise does to the x-vector of a clip, and what preparation gives back.</summary>
internal static class NoiseBenchmark
{
    private static readonly double[] Ratios = [0, 5, 10, 15, 20, 30];
    private static readonly string[] Kinds = ["white", "pink", "babble"];

    public static async Task RunAsync(string checkpointFolder, string audioFolder, TextWriter output, CancellationToken cancellation)
    {
        using var checkpoint = Checkpoint.Open(checkpointFolder);
        using var xVectors = new XVectors(checkpoint);
        var clips = await ReadAsync(audioFolder, xVectors.SampleRate, cancellation);
        var preparer = new ReferencePreparer(new PreparationSettings(), xVectors.SampleRate);
        var levelled = new ReferencePreparer(new PreparationSettings(DenoiseBelowDb: -100), xVectors.SampleRate);

        output.WriteLine("| noise | SNR, dB | measured SNR, dB | clips denoised | similarity to the clean clip, as it came | prepared but not denoised | prepared | clips that rose |");
        output.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        var clean = clips.Select(clip => xVectors.Of(clip)).ToArray();
        var cleanPrepared = clips.Select(clip => xVectors.Of(preparer.Prepare(new Waveform(clip, xVectors.SampleRate), true, cancellation).Samples)).ToArray();
        foreach (var kind in Kinds)
        {
            foreach (var ratio in Ratios)
            {
                double raw = 0, without = 0, with = 0, snr = 0;
                int rose = 0, denoised = 0;
                for (var i = 0; i < clips.Count; i++)
                {
                    var others = clips.Where((_, other) => other % 5 == (i + 1) % 5).Take(6).ToArray();
                    var noise = kind switch
                    {
                        "white" => Noises.White(clips[i].Length, i),
                        "pink" => Noises.Pink(clips[i].Length, i),
                        _ => Noises.Babble(clips[i].Length, others, i),
                    };
                    var noisy = new Waveform(Noises.Mix(clips[i], noise, ratio), xVectors.SampleRate);
                    var plain = TensorPrimitives.CosineSimilarity<float>(xVectors.Of(noisy.Samples), clean[i]);
                    var prepared = preparer.Prepare(noisy, true, cancellation);
                    var better = TensorPrimitives.CosineSimilarity<float>(xVectors.Of(prepared.Samples), cleanPrepared[i]);
                    raw += plain;
                    with += better;
                    without += TensorPrimitives.CosineSimilarity<float>(xVectors.Of(levelled.Prepare(noisy, true, cancellation).Samples), cleanPrepared[i]);
                    snr += prepared.Measured.SnrDb;
                    rose += better > plain ? 1 : 0;
                    denoised += prepared.Denoised ? 1 : 0;
                }

                var count = clips.Count;
                output.WriteLine(FormattableString.Invariant(
                    $"| {kind} | {ratio} | {snr / count:f1} | {denoised} of {count} | {raw / count:f3} | {without / count:f3} | {with / count:f3} | {rose} of {count} |"));
            }
        }
        for (var i = 0; i < clips.Count; i++)
        {
            var p = preparer.Prepare(new Waveform(clips[i], xVectors.SampleRate), true, cancellation);
            output.WriteLine($"{i} {p.Measured} den {p.Denoised} gain {p.GainDb:f1} start {p.StartSeconds:f2} len {p.Seconds:f2} sim {TensorPrimitives.CosineSimilarity<float>(clean[i], cleanPrepared[i]):f3}");
        }
    }

    private static async Task<List<float[]>> ReadAsync(string folder, int sampleRate, CancellationToken cancellation)
    {
        var clips = new List<float[]>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.flac", SearchOption.AllDirectories).Where((_, i) => i % 3 == 0).Order(StringComparer.Ordinal))
        {
            var clip = await ClipDecoder.Decode(await File.ReadAllBytesAsync(path, cancellation), new WaveLimits(60), new FfmpegSettings(), cancellation);
            var samples = new Resampler(clip.SampleRate, sampleRate).Resample(clip.Samples);
            clips.Add(samples[..Math.Min(samples.Length, 8 * sampleRate)]);
        }

        return clips;
    }
}
