using System.CommandLine;
using System.CommandLine.Parsing;
using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Cli.Planning;
using Qwen3Tts.Cli.Planning.Replay;

namespace Qwen3Tts.Cli.Commands;

/// <summary>Options of <c>plan</c> that replay arrivals against the chart's scaling.</summary>
public sealed class ReplayOptions
{
    private readonly Option<ArrivalShape?> _shape = new("--replay") { Description = "Replay a step, a spike of five times as many, or a day against the chart's scaling.", HelpName = "step|spike|day" };

    private readonly Option<double> _start = new("--start-seconds")
    {
        Description = "Until a new replica has a node and its image; loading its weights comes on top, as measured.", HelpName = "S", DefaultValueFactory = _ => 30,
    };

    private readonly Option<int?> _min = new("--min") { Description = "The fewest generators. Without it: as many as the quietest time needs.", HelpName = "N" };

    private readonly Option<int?> _max = new("--max") { Description = "The most. Without it: twice the plan's.", HelpName = "N" };

    private readonly Option<double?> _utilization = new("--utilization") { Description = "Share of places to scale by. Without it: the plan's.", HelpName = "U" };

    private readonly Option<ulong> _seed = new("--seed") { Description = "The same seed gives the same listeners.", HelpName = "N", DefaultValueFactory = _ => 1 };

    private readonly Option<string?> _plot = new("--plot") { Description = "Draw the replay into this SVG file.", HelpName = "FILE" };

    private Option[] Details => [_start, _min, _max, _utilization, _seed, _plot];

    public void AddTo(Command command)
    {
        command.Options.Add(_shape);
        foreach (var option in Details)
            command.Options.Add(option);
        _start.Require(seconds => seconds is >= 0 and <= 3600, "must be from 0 to 3600 seconds");
        _min.Require(count => count is >= 1 and <= 1000, "must be from 1 to 1000");
        _max.Require(count => count is >= 1 and <= 1000, "must be from 1 to 1000");
        _utilization.Require(share => share is > 0 and <= 1, "must be above 0 and at most 1");
        _plot.RequireFolder();
        command.Validators.Add(result =>
        {
            if (!Given(result) && Details.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } stray)
                result.AddError($"{stray.Name} belongs to --replay.");
        });
    }

    public bool Given(SymbolResult result) => result.GetResult(_shape) is { Implicit: false };

    public string? Plot(ParseResult parsed) => parsed.GetValue(_plot);

    public (Arrivals Arrivals, ReplaySettings Settings) Read(ParseResult parsed, EngineReport report, StepTimes times, PlanRequest request, CapacityPlan plan)
    {
        var arrivals = new Arrivals(parsed.GetValue(_shape)!.Value, request.Streams, request.UtteranceSeconds, parsed.GetValue(_seed));
        var quiet = CapacityPlanner.Plan(times, request with { Streams = Math.Max(1, (int)Math.Ceiling(arrivals.Least)) });
        var min = parsed.GetValue(_min) ?? quiet.Generators;
        return (arrivals, new ReplaySettings
        {
            Places = plan.Places,
            Min = min,
            Max = Math.Max(min, parsed.GetValue(_max) ?? 2 * plan.Generators),
            Utilization = parsed.GetValue(_utilization) ?? PlanText.Utilization(plan),
            StartSeconds = parsed.GetValue(_start) + report.FirstLoadSeconds,
            AfterFrame = request.Elsewhere + 2 * times.Codec(Math.Min(plan.DecoderStreams, times.Most)),
        });
    }
}
