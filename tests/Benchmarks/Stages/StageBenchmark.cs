using System.Diagnostics;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Benchmarks.Stages;

/// <summary>What one frame costs in each network, and what loading costs, for one checkpoint in one process.</summary>
internal static class StageBenchmark
{
    private const int PromptPositions = 40;
    private const int WarmFrames = 5;

    public static void Run(string folder, int frames, int threads, TextWriter output)
    {
        var settings = new SessionSettings(threads);
        using var checkpoint = Checkpoint.Open(folder);
        var convert = Time(() => FrameGenerator.Load(checkpoint, settings).Dispose());
        convert += Time(() => CodecDecoder.Load(checkpoint, settings).Dispose());
        var clock = Stopwatch.StartNew();
        using var generator = FrameGenerator.Load(checkpoint, settings);
        using var decoder = CodecDecoder.Load(checkpoint, settings);
        var load = clock.Elapsed;

        using var talker = generator.Talker.Start();
        var width = generator.Tables.Width;
        var prefill = Time(() => talker.Append(new float[PromptPositions * width]));
        var row = new float[width];
        var step = Median(frames, () => talker.AppendOne(row));
        var pair = new float[2 * width];
        var groups = generator.Description.Codec.Groups;
        var predict = Median(frames, () =>
        {
            generator.Predictor.Begin(pair);
            for (var group = 2; group < groups; group++)
                generator.Predictor.Next(group, row);
        });
        using var state = decoder.Start();
        var decode = Median(frames, () => decoder.Decode(state, new CodeFrames(groups, new int[groups])));

        var frame = 1000 / decoder.Format.FramesPerSecond;
        output.WriteLine($"| {checkpoint.Name} | {threads} | {step:f1} | {predict:f1} | {decode:f1} | {(step + predict + decode) / frame:f2} | "
            + $"{prefill:f0} | {convert / 1000:f1} | {load.TotalSeconds:f1} | {PeakMemory() / 1e6:f0} |");
    }

    public static string Header =>
        "| checkpoint | threads | talker, ms a frame | code predictor, ms a frame | codec decoder, ms a frame | real-time factor "
        + $"| prefill of {PromptPositions}, ms | first load, s | load, s | peak resident set, MB |\n"
        + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

    private static double Median(int times, Action action)
    {
        for (var i = 0; i < WarmFrames; i++)
            action();
        var measured = Enumerable.Range(0, times).Select(_ => Time(action)).Order().ToList();
        return measured[measured.Count / 2];
    }

    private static double Time(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    }

    private static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
