using System.Diagnostics;
using System.Numerics.Tensors;
using Qwen3Tts.Audio.Loudness;
using Qwen3Tts.Audio.Prosody;
using Qwen3Tts.Audio.Streaming;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Prosody;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Speaking;

namespace Qwen3Tts.Benchmarks.Prosody;

/// <summary>What shaping does to speech, how exact pauses are, and what a joint sounds like beside the same words unbroken.</summary>
internal static class ProsodyBenchmark
{
    private const int SampleRate = SpokenParts.SampleRate;

    private static readonly ProsodySettings[] Settings =
    [
        new(0.5, 0, 0), new(0.8, 0, 0), new(1.25, 0, 0), new(2, 0, 0), new(1, -6, 0), new(1, -2, 0), new(1, 2, 0), new(1, 6, 0), new(1, 0, -6), new(1, 0, 3),
    ];

    public static async Task RunAsync(string folder, int joints, TextWriter output)
    {
        using var checkpoint = Checkpoint.Open(folder);
        using var xVectors = new XVectors(checkpoint);
        await using var fleet = await LocalFleet.StartAsync(new LocalFleetSettings { Checkpoints = [folder] }, CancellationToken.None);
        using var client = new FleetClient(fleet.Address);
        var voices = checkpoint.Voices.Select(voice => voice.Name).ToArray();
        List<float[]> unbroken = [], broken = [];
        List<(string First, string Second)> texts = [];
        for (var i = 0; i < joints; i++)
        {
            var (first, second) = Clauses.At(i);
            var request = new SpeechRequest(Voice: voices[i % voices.Length], Seed: (ulong)i, ToFile: true);
            texts.Add((first, second));
            unbroken.Add(await SpeakAsync(client, request, $"{first}, {second}."));
            broken.Add(await SpeakAsync(client, request with { Ssml = true }, $"<speak>{first}<break time=\"400ms\"/>{second}.</speak>"));
        }

        Shaping(unbroken, output);
        output.WriteLine(JointTable.Header);
        output.WriteLine(Row("unbroken, at its comma", unbroken, texts, xVectors));
        output.WriteLine(Row("a pause of 400 ms", broken, texts, xVectors));
        await EmphasisBenchmark.RunAsync(client, voices, joints, output);
    }

    private static void Shaping(List<float[]> clips, TextWriter output)
    {
        output.WriteLine("| rate | pitch, semitones | volume, dB | length off by, % | pitch off by, semitones | power off by, dB (most) | loudness off by, dB (most) | largest step, times before | times as fast as heard |");
        output.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var settings in Settings)
        {
            var clock = Stopwatch.StartNew();
            var shaped = clips.Select(clip => Shape(clip, settings)).ToList();
            var speed = shaped.Sum(clip => clip.Length) / (double)SampleRate / clock.Elapsed.TotalSeconds;
            var pairs = clips.Zip(shaped).ToList();
            var loudness = pairs.Select(pair => LoudnessMeter.Integrated(pair.Second, SampleRate) - LoudnessMeter.Integrated(pair.First, SampleRate) - settings.Decibels).ToList();
            var power = pairs.Select(pair => Level(pair.Second) - Level(pair.First) - settings.Decibels).ToList();
            output.WriteLine(FormattableString.Invariant(
                $"| {settings.Rate} | {settings.Semitones} | {settings.Decibels} | {pairs.Max(pair => Math.Abs(100.0 * pair.Second.Length * settings.Rate / pair.First.Length - 100)):f3} | {pairs.Average(pair => PitchMeter.Rise(pair.First, pair.Second, SampleRate, settings.Rate)) - settings.Semitones:f2} | {power.Average():f2} ({power.MaxBy(Math.Abs):f2}) | {loudness.Average():f2} ({loudness.MaxBy(Math.Abs):f2}) | {pairs.Max(pair => Steps(pair.Second).Max() / Steps(pair.First).Max()):f2} | {speed:f0} |"));
        }

        output.WriteLine();
    }

    private static float[] Shape(float[] clip, ProsodySettings settings)
    {
        var (shaper, limiter) = (new ProsodyShaper(SampleRate, settings), new PeakLimiter(SampleRate));
        var (shaped, heard) = (new SampleQueue(), new SampleQueue());
        shaper.Process(clip, shaped);
        shaper.Finish(shaped);
        limiter.Process(shaped.ReadAll(), active: true, heard);
        limiter.Finish(heard);
        return heard.ReadAll().ToArray();
    }

    private static string Row(string name, List<float[]> clips, List<(string First, string Second)> texts, XVectors xVectors) => JointTable.Row(
        name, [.. clips.Zip(texts, (clip, text) => Joint.Measure(clip, SpokenParts.LongestGap(clip), text.First.Length + text.Second.Length, xVectors))]);

    private static async Task<float[]> SpeakAsync(FleetClient client, SpeechRequest request, string text) =>
        (await SpokenSpeech.OfAsync(client, request, text, CancellationToken.None)).Wave.Samples;

    private static double Level(float[] samples) => 10 * Math.Log10(TensorPrimitives.SumOfSquares<float>(samples) / samples.Length);

    private static IEnumerable<float> Steps(float[] samples) => samples.Zip(samples.Skip(1), (a, b) => Math.Abs(a - b));
}
