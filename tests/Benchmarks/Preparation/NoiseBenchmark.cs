using System.Numerics.Tensors;
using Qwen3Tts.Audio.Preparation;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Tests;

namespace Qwen3Tts.Benchmarks.Preparation;

/// <summary>What noise does to the x-vector of a clip, and what preparation gives back.</summary>
internal static class NoiseBenchmark
{
    private const int Talkers = 6;
    private static readonly double[] Ratios = [0, 5, 10, 15, 20, 30];
    private static readonly string[] Kinds = ["white", "pink", "babble"];

    public static void Run(List<SpeechClip> clips, XVectors xVectors, TextWriter output, CancellationToken cancellation)
    {
        var preparer = new ReferencePreparer(new PreparationSettings(), xVectors.SampleRate);
        var undenoised = new ReferencePreparer(new PreparationSettings(DenoiseBelowDb: -20), xVectors.SampleRate);
        float[] Prepared(ReferencePreparer how, float[] samples) =>
            xVectors.Of(how.Prepare(new Waveform(samples, xVectors.SampleRate), whole: true, cancellation).Samples);

        output.WriteLine("| noise | SNR, dB | clips denoised | similarity as it came | trimmed and levelled | prepared | clips that rose |");
        output.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        var clean = clips.Select(clip => xVectors.Of(clip.Samples)).ToArray();
        var cleanPrepared = clips.Select(clip => Prepared(preparer, clip.Samples)).ToArray();
        foreach (var kind in Kinds)
        {
            foreach (var ratio in Ratios)
            {
                double raw = 0, without = 0, with = 0;
                int rose = 0, denoised = 0;
                for (var i = 0; i < clips.Count; i++)
                {
                    var noisy = Noises.Mix(clips[i].Samples, Noise(kind, clips, i), ratio);
                    var asItCame = TensorPrimitives.CosineSimilarity<float>(xVectors.Of(noisy), clean[i]);
                    var prepared = TensorPrimitives.CosineSimilarity<float>(Prepared(preparer, noisy), cleanPrepared[i]);
                    raw += asItCame;
                    with += prepared;
                    without += TensorPrimitives.CosineSimilarity<float>(Prepared(undenoised, noisy), cleanPrepared[i]);
                    rose += prepared > asItCame ? 1 : 0;
                    denoised += preparer.Prepare(new Waveform(noisy, xVectors.SampleRate), whole: true, cancellation).Denoised ? 1 : 0;
                }

                var count = clips.Count;
                output.WriteLine(FormattableString.Invariant(
                    $"| {kind} | {ratio} | {denoised} of {count} | {raw / count:f3} | {without / count:f3} | {with / count:f3} | {rose} of {count} |"));
            }
        }
    }

    private static float[] Noise(string kind, List<SpeechClip> clips, int clip) => kind switch
    {
        "white" => Noises.White(clips[clip].Samples.Length, clip),
        "pink" => Noises.Pink(clips[clip].Samples.Length, clip),
        _ => Noises.Babble(
            clips[clip].Samples.Length,
            [.. clips.Where(other => other.Speaker != clips[clip].Speaker).Skip(clip % 5).Take(Talkers).Select(other => other.Samples)],
            clip),
    };
}
