using System.Numerics.Tensors;
using Qwen3Tts.Audio.Preparation;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Tests;

namespace Qwen3Tts.Benchmarks.Preparation;

/// <summary>Whether preparation brings a speaker's clean clips nearer together, and how well halves of a clip tell two speakers from one.</summary>
internal static class SpeakersBenchmark
{
    private static readonly double[] Thresholds = [0.7, 0.75, 0.8, 0.85, 0.9, 0.95];

    public static void Run(List<SpeechClip> clips, XVectors xVectors, TextWriter output, CancellationToken cancellation)
    {
        var preparer = new ReferencePreparer(new PreparationSettings(), xVectors.SampleRate);
        var prepared = clips.Select(clip => preparer.Prepare(new Waveform(clip.Samples, xVectors.SampleRate), whole: true, cancellation)).ToList();
        var before = clips.Select(clip => xVectors.Of(clip.Samples)).ToArray();
        var after = prepared.Select(clip => xVectors.Of(clip.Samples)).ToArray();
        output.WriteLine("| clean clips | denoised | to itself, prepared | one speaker, as they came | prepared | two speakers, as they came | prepared |");
        output.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        output.WriteLine(FormattableString.Invariant(
            $"| {clips.Count} | {prepared.Count(clip => clip.Denoised)} | {before.Zip(after, Similarity).Average():f3} | {Mean(before, clips, same: true):f3} | {Mean(after, clips, same: true):f3} | {Mean(before, clips, same: false):f3} | {Mean(after, clips, same: false):f3} |"));

        var first = prepared.Select(clip => xVectors.Of(clip.Samples.AsSpan(0, clip.Samples.Length / 2))).ToArray();
        var second = prepared.Select(clip => xVectors.Of(clip.Samples.AsSpan(clip.Samples.Length / 2))).ToArray();
        var alone = first.Zip(second, Similarity).ToList();
        var together = Pairs(clips, same: false).Select(pair => Similarity(first[pair.A], second[pair.B])).ToList();
        output.WriteLine();
        output.WriteLine("| halves less alike than | one speaker, taken for two | two speakers, found |");
        output.WriteLine("| --- | --- | --- |");
        foreach (var threshold in Thresholds)
        {
            output.WriteLine(FormattableString.Invariant(
                $"| {threshold} | {Share(alone, threshold):f1} % of {alone.Count} | {Share(together, threshold):f1} % of {together.Count} |"));
        }
    }

    private static double Mean(float[][] vectors, List<SpeechClip> clips, bool same) =>
        Pairs(clips, same).Select(pair => Similarity(vectors[pair.A], vectors[pair.B])).DefaultIfEmpty(double.NaN).Average();

    private static IEnumerable<(int A, int B)> Pairs(List<SpeechClip> clips, bool same) =>
        from a in Enumerable.Range(0, clips.Count)
        from b in Enumerable.Range(0, clips.Count)
        where a != b && clips[a].Speaker == clips[b].Speaker == same
        select (a, b);

    private static double Share(List<double> similarities, double threshold) =>
        100.0 * similarities.Count(similarity => similarity < threshold) / similarities.Count;

    private static double Similarity(float[] a, float[] b) => TensorPrimitives.CosineSimilarity<float>(a, b);
}
