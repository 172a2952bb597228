using System.Diagnostics;
using Qwen3Tts.Audio.Mel;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Benchmarks.Watermark;

/// <summary>What marks survive, what they change, what they cost, and what is found where there is none.</summary>
internal static class WatermarkBenchmark
{
    private static readonly WatermarkKey Key = new("the bench's own key"u8);
    private static readonly WatermarkKey OtherKey = new("a key of others"u8.ToArray().Concat(new byte[8]).ToArray());

    /// <param name="clips">How many are measured.</param>
    /// <param name="tuning">The half of the clips by which the mark was tuned, instead of the one that was held out.</param>
    /// <param name="attacks">Only those whose name has this in it.</param>
    public static void Run(string checkpoint, string? recordings, int clips, bool tuning, string attacks, TextWriter output)
    {
        using var source = new ClipSource(checkpoint, recordings);
        using var opened = Checkpoint.Open(checkpoint);
        using var encoder = SpeakerEncoder.Load(opened, new SessionSettings());
        var detector = new WatermarkDetector(Key);
        var stranger = new WatermarkDetector(OtherKey);
        var tallies = Attack.All.Where(attack => attack.Name.Contains(attacks, StringComparison.OrdinalIgnoreCase)).ToDictionary(attack => attack, _ => new Tally());
        Tally mixed = new(), averaged = new();
        var fidelity = new Fidelity();
        Stopwatch embedding = new(), detecting = new();
        double unmarkedSeconds = 0, detectedSeconds = 0;
        int falseAlarms = 0, strangersAlarms = 0;
        float[]? last = null;
        for (var i = 0; i < clips; i++)
        {
            var index = 2 * i + (tuning ? 0 : 1);
            var clip = source.At(index);
            var payload = Payload(index);
            embedding.Start();
            var marked = Mark(clip, payload);
            embedding.Stop();
            fidelity.Add(clip, marked, Similarity(opened, encoder, clip, marked));
            foreach (var attack in tallies.Keys)
            {
                var heard = attack.Apply(marked, index);
                detecting.Start();
                var found = detector.Detect(new Waveform(heard, 24_000));
                detecting.Stop();
                detectedSeconds += heard.Length / 24_000.0;
                Add(tallies[attack], found, payload);
            }

            float[] averageOf4 = [.. Enumerable.Range(0, 4).Select(j => Mark(clip, Payload(index + j))).Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)])];
            Add(averaged, detector.Detect(new Waveform(averageOf4, 24_000)), payload);
            if (last is not null)
                Add(mixed, detector.Detect(new Waveform([.. marked.Zip(last, (a, b) => a + b)], 24_000)), payload, Payload(index - 2));
            last = marked;
            foreach (var unmarked in (float[][])[clip, Interference.WhiteNoise(clip.Length, index), Interference.Chords(clip.Length, index)])
            {
                falseAlarms += detector.Detect(new Waveform(unmarked, 24_000)).Count;
                unmarkedSeconds += unmarked.Length / 24_000.0;
            }

            strangersAlarms += stranger.Detect(new Waveform(marked, 24_000)).Count;
        }

        output.WriteLine("| attack | clips | present, % | whole payload, % | wrong payloads |\n| --- | --- | --- | --- | --- |");
        foreach (var attack in tallies.Keys)
            output.WriteLine($"| {attack.Name} | {tallies[attack]} |");
        if (last is not null && clips > 1)
            output.WriteLine($"| two marked voices at once, either payload | {mixed} |");
        output.WriteLine($"| mean of four payloads on the same speech | {averaged} |\n\n{Fidelity.Header}\n{fidelity}\n");
        output.WriteLine("| embedding, % of a core a stream | detector, × real time | unmarked audio searched, s | found there | found with another key |");
        output.WriteLine("| --- | --- | --- | --- | --- |");
        output.WriteLine(FormattableString.Invariant(
            $"| {embedding.Elapsed.TotalSeconds * 10 / clips:0.00} | {detectedSeconds / detecting.Elapsed.TotalSeconds:0} | {unmarkedSeconds:0} | {falseAlarms} | {strangersAlarms} |"));
    }

    private static void Add(Tally tally, IReadOnlyList<WatermarkFinding> found, params WatermarkPayload[] payloads) => tally.Add(
        found.Count > 0,
        found.Any(finding => finding.Payload is { } read && payloads.Contains(read)),
        found.Any(finding => finding.Payload is { } read && !payloads.Contains(read)));

    private static WatermarkPayload Payload(int index) => new(index * 7 % 256, index * 131 % 4096, index * 65_537 % (1 << 20));

    private static float[] Mark(float[] clip, WatermarkPayload payload)
    {
        var embedder = new WatermarkEmbedder(Key, payload);
        var marked = new float[clip.Length];
        var written = embedder.Process(clip, marked);
        embedder.Flush(marked.AsSpan(written));
        // As it leaves: 16 bits.
        return [.. marked.Select(sample => MathF.Round(sample * 32_768) / 32_768)];
    }

    private static double Similarity(Checkpoint checkpoint, SpeakerEncoder encoder, float[] original, float[] marked)
    {
        var configuration = checkpoint.Configuration.SpeakerEncoder!;
        var mel = new LogMelExtractor(new MelSettings(configuration.SampleRate, configuration.MelBands));
        float[] Vector(float[] clip) => mel.Extract(clip) is var spectrogram ? encoder.Encode(spectrogram.Values, spectrogram.Frames) : [];
        return System.Numerics.Tensors.TensorPrimitives.CosineSimilarity<float>(Vector(original), Vector(marked));
    }
}
