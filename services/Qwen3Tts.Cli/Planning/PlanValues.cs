using System.Globalization;
using Qwen3Tts.Cli.Bench;

namespace Qwen3Tts.Cli.Planning;

/// <summary>A plan as values of the chart, to be given besides those that name models, secrets and callers.</summary>
internal static class PlanValues
{
    private const double Mebi = 1 << 20;
    private const double Spare = 1.25;
    private const int MostReplicas = 1000;

    // One Gateway's streams when the other of two is away, and a quarter more than on average.
    private const double GatewayRoom = 1.25;

    public static string Of(EngineReport report, PlanRequest request, CapacityPlan plan)
    {
        var memory = (int)Math.Ceiling(PlanMemory.Of(report, plan.Places).Bytes * Spare / Mebi);
        var resources = $"""
              resources:
                requests: {Amounts(report, memory)}
                limits: {Amounts(report, 2 * memory)}
            """;
        var device = report.Gpu ? "cuda" : "cpu";
        return string.Create(CultureInfo.InvariantCulture, $$"""
            # {{request.Streams}} streams of {{report.Checkpoint}}, as measured on {{report.Device}}.
            gateway:
              settings:
                "Gateway:MaxUtterances": {{Math.Max(64, (int)Math.Ceiling(GatewayRoom * request.Streams))}}
            generator:
              replicas: {{plan.Generators}}
              device: {{device}}
              gpus: {{(report.Gpu ? 1 : 0)}}
              precision: "{{report.Precision}}"
              places: {{plan.Places}}
              autoscaling:
                min: {{plan.Generators}}
                max: {{Math.Min(MostReplicas, 2 * plan.Generators)}}
                utilization: {{PlanText.Utilization(plan):0.00}}
            {{resources}}
            acousticDecoder:
              replicas: {{plan.Decoders}}
              device: {{device}}
              gpus: {{(report.Gpu ? 1 : 0)}}
              autoscaling:
                min: {{plan.Decoders}}
                max: {{Math.Min(MostReplicas, 2 * plan.Decoders)}}
            {{resources}}

            """);
    }

    private static string Amounts(EngineReport report, int mebibytes) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{cpu: "{{(report.Gpu ? 2 : report.Threads)}}", memory: {{mebibytes}}Mi}""");
}
