using System.Diagnostics;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Networks;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Benchmarks.Stages;

/// <summary>What one frame costs in each network, beside what reading its weights once a pass must cost on this machine, measured in the same run.</summary>
internal static class StageBenchmark
{
    private const int PromptPositions = 32;
    private const int WarmFrames = 5;

    public static void Run(string folder, string precision, int frames, int threads, TextWriter output)
    {
        var settings = new SessionSettings(threads, Precision: PrecisionPlan.Parse(precision)) { Sequences = 4 };
        using var checkpoint = Checkpoint.Open(folder);
        var convert = Time(() => FrameGenerator.Load(checkpoint, settings).Dispose());
        convert += Time(() => CodecDecoder.Load(checkpoint, settings).Dispose());
        var clock = Stopwatch.StartNew();
        using var generator = FrameGenerator.Load(checkpoint, settings);
        using var decoder = CodecDecoder.Load(checkpoint, settings);
        var load = clock.Elapsed;

        var team = ThreadTeam.Shared(threads);
        var gigabytesPerSecond = ReadRate.Measure(team);
        var plan = settings.Precision!;
        var talkerFloor = WeightTraffic.Talker(checkpoint, plan) / gigabytesPerSecond / 1e6;
        var predictorFloor = WeightTraffic.Predictor(checkpoint, plan) / gigabytesPerSecond / 1e6;

        var networks = ((KernelFrames)generator.Networks).Networks;
        using var sequence = networks.Start();
        using var turn = team.Enter();
        var prefill = Time(() => Talk(networks, sequence, PromptPositions));
        var step = Median(frames, () => Talk(networks, sequence, 1));
        var groups = generator.Description.Codec.Groups;
        var predict = Median(frames, () => Predict(networks, groups));
        turn.Dispose();
        using var state = decoder.Start();
        var decode = Median(frames, () => decoder.Decode(state, new CodeFrames(groups, new int[groups])));

        var frame = 1000 / decoder.Format.FramesPerSecond;
        output.WriteLine($"| {checkpoint.Name} | {precision} | {team.Threads} | {step:f1} | {step / talkerFloor:f2} | {predict:f1} | {predict / predictorFloor:f2} "
            + $"| {decode:f1} | {(step + predict + decode) / frame:f2} | {prefill:f0} | {gigabytesPerSecond:f1} "
            + $"| {convert / 1000:f1} | {load.TotalSeconds:f1} | {PeakMemory() / 1e6:f0} |");
    }

    public static string Header =>
        "| checkpoint | precision | threads | talker, ms a frame | × its floor | code predictor, ms a frame | × its floor | codec decoder, ms a frame "
        + $"| real-time factor | prefill of {PromptPositions}, ms | memory read, GB/s | first load, s | load, s | peak resident set, MB |\n"
        + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

    private static void Talk(KernelNetworks networks, ISequence sequence, int rows) =>
        networks.RunTalker([new SequenceSlice(sequence, 0, rows)], 1, rows, whole: 1);

    private static void Predict(KernelNetworks networks, int groups)
    {
        for (var group = 1; group < groups; group++)
            networks.RunPredictor(group, 1);
    }

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
