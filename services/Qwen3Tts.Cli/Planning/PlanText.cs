using System.Globalization;
using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Cli.Listing;

namespace Qwen3Tts.Cli.Planning;

/// <summary>A plan for people, with what it assumes.</summary>
internal static class PlanText
{
    private const double Gibi = 1 << 30;

    public static void Write(TextWriter output, EngineReport report, PlanRequest request, CapacityPlan plan)
    {
        var memory = PlanMemory.Of(report, plan.Places);
        var replica = report.Gpu ? $"1 {report.Device}" : $"{report.Threads} cores";
        Line(output, $"{request.Streams} streams of {report.Checkpoint}, {report.Precision}, on {report.Device}:");
        output.WriteLine();
        var table = new TextTable("", "replicas", "each has", "memory, GiB", "utterances each", "busy when full");
        table.Add(
            "token generator", Text($"{plan.Generators}"), replica, Text($"{memory.Bytes / Gibi:0.00}"), Text($"{plan.Places} places"), Text($"{plan.GeneratorBusy:P0}"));
        table.Add("acoustic decoder", Text($"{plan.Decoders}"), replica, Text($"{memory.Bytes / Gibi:0.00}"), Text($"{plan.DecoderStreams} in real time"), Text($"{request.Busy:P0}"));
        table.Write(output);
        output.WriteLine();
        Line(output, $"First audio: {plan.Path + plan.Wait:0} ms for {request.Share:P0}, of which {plan.Wait:0} ms wait for a place; {request.FirstAudio:0} ms are asked for.");
        Line(output, $"Places taken on average: {plan.Fill:P0}; first audio holds up to {plan.MostFill:P0}. Scale at {Utilization(plan):P0}.");
        output.WriteLine();
        output.WriteLine("Assumed:");
        Line(output, $"- Listeners come at random, and an utterance lasts {request.UtteranceSeconds:0.#} s on average; {Writing(request)}, so that its place is held for {plan.HeldSeconds:0.0} s.");
        Line(output, $"- Generators and decoders do not share {(report.Gpu ? "GPUs" : "cores")}, and runs take as long as they did in the bench file, no other work beside them.");
        Line(output, $"- At most {request.Busy:P0} of their time they are at work: the rest is for what was not measured. No place more than the most streams that were ({report.Streams[^1].Streams}).");
        Line(output, $"- Text, Gateway and network take {request.Elsewhere:0} ms of first audio; the Gateway's and the text frontend's own cores are not in it.");
        Line(output, $"- Waiting is that of one line for all generators (M/M/c); really each has its own. The replay has it so, and gives to the shortest; the Gateway gives to the shorter of two that it draws.");
        Line(output, $"- Memory is that of generator and decoder together{(report.Gpu ? ", the host's; the GPU's was not measured" : "")}, {Longest(memory)}.");
    }

    /// <summary>The share of places to scale by: the chart's, unless the objective breaks before that.</summary>
    public static double Utilization(CapacityPlan plan) => Math.Max(0.05, Math.Min(0.7, plan.MostFill));

    private static string Writing(PlanRequest request) => double.IsPositiveInfinity(request.WritingSpeed)
        ? "its text is there at once"
        : Text($"its text comes {request.WritingSpeed:0.#} times as fast as it is spoken");

    private static string Longest(PlanMemory memory) => memory.LongestFrames is { } frames
        ? Text($"with utterances of {frames} frames")
        : "with short utterances; 'bench engine --continuations' tells that of long ones";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Line(TextWriter output, FormattableString text) => output.WriteLine(Text(text));
}
