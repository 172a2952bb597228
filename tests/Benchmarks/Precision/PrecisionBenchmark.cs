using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Benchmarks.Precision;

/// <summary>
/// What each precision loses: network by network over the same frames, the other network exact, and of checkpoints with voices in speech
/// that is freely made from the same seeds.
/// </summary>
internal static class PrecisionBenchmark
{
    private const int MaxFrames = 100;
    private const ulong OtherSeeds = 1000;

    public static readonly string[] Plans =
    [
        "bf16", "fp16", "int8", "int4a", "int4", "int4a,predictor=int8", "int4,predictor=int8",
        "int4,predictor=int8,talker.down_proj=int8,talker.o_proj=int8", "int4,predictor.down_proj=int8,predictor.o_proj=int8,predictor.head=int8",
    ];

    public static string Header =>
        "| checkpoint | plan | MB read a frame | talker: logit error, % | codes agree, % | divergence, nats | wave, dB "
        + "| predictor: logit error, % | codes agree, % | divergence, nats | wave, dB | free speech: log-mel distance, dB |\n"
        + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

    public static void Run(string folder, IEnumerable<string> plans, int utterances, TextWriter output)
    {
        // Not beside the checkpoint: tests copy the golden ones as they stand.
        var cache = Directory.CreateTempSubdirectory("qwen3tts-");
        try
        {
            Run(folder, plans, utterances, new SessionSettings(CacheFolder: cache.FullName, Precision: PrecisionPlan.Float32), output);
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }

    private static void Run(string folder, IEnumerable<string> plans, int utterances, SessionSettings settings, TextWriter output)
    {
        using var checkpoint = Checkpoint.Open(folder);
        var samples = new SampleUtterances(checkpoint, settings);
        var spoken = Enumerable.Range(0, utterances).Select(i => samples[i]).Select(sample => (sample.Request with { MaxFrames = MaxFrames }, sample.Words)).ToArray();
        using var wave = new WaveComparison(checkpoint, settings);
        var frames = new CodeFrames[utterances];
        var exact = PrecisionVerifier.Run(checkpoint, spoken, settings, frames, forced: false);
        foreach (var text in plans)
        {
            var plan = PrecisionPlan.Parse(text);
            output.Write($"| {checkpoint.Name} | `{text}` | {WeightTraffic.Of(checkpoint, plan) / 1e6:f1} ");
            foreach (var part in Enum.GetValues<NetworkPart>())
            {
                var other = PrecisionVerifier.Run(checkpoint, spoken, settings with { Precision = plan.Only(part) }, [.. frames], forced: true);
                var (left, right) = part is NetworkPart.Talker ? (exact.Talked, other.Talked) : (exact.Predicted, other.Predicted);
                var agreement = PrecisionVerifier.Compare(part, left, right);
                var drawn = new ForcedCodes(checkpoint, part).Draw(spoken, frames, right);
                output.Write($"| {100 * LogitError(left, right):g2} | {100 * agreement.Agreement:f1} | {agreement.Divergence:f4} | {Decibels(wave.SignalToNoise(frames, drawn))} ");
            }

            output.WriteLine(checkpoint.Voices.Count > 0 ? $"| {wave.MelDistance(frames, Speak(checkpoint, spoken, settings with { Precision = plan })):f1} |" : "| |");
        }

        output.WriteLine($"| {checkpoint.Name} | codec, `Mixed` | | | | | {Decibels(wave.MixedSignalToNoise(frames))} | | | | | |");
        if (checkpoint.Voices.Count > 0)
        {
            var reseeded = spoken.Select(one => (one.Item1 with { Seed = one.Item1.Seed + OtherSeeds }, one.Words)).ToArray();
            output.WriteLine($"| {checkpoint.Name} | `fp32`, other seeds | | | | | | | | | | {wave.MelDistance(frames, Speak(checkpoint, reseeded, settings)):f1} |");
        }
    }

    private static CodeFrames[] Speak(Checkpoint checkpoint, (GenerationRequest, int[])[] spoken, SessionSettings settings)
    {
        var frames = new CodeFrames[spoken.Length];
        PrecisionVerifier.Run(checkpoint, spoken, settings, frames, forced: false);
        return frames;
    }

    /// <summary>The error's size against that of the logits, both about their mean: a shift of all changes no probability.</summary>
    private static double LogitError(List<float[]> exact, List<float[]> other)
    {
        double error = 0, size = 0;
        foreach (var (left, right) in exact.Zip(other))
        {
            double mean = left.Average(), shift = right.Average() - mean;
            for (var i = 0; i < left.Length; i++)
            {
                error += Math.Pow(right[i] - left[i] - shift, 2);
                size += Math.Pow(left[i] - mean, 2);
            }
        }

        return Math.Sqrt(error / size);
    }

    private static string Decibels(double value) => double.IsPositiveInfinity(value) ? "the same" : $"{value:f1}";
}
