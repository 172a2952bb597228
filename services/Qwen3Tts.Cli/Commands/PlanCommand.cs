using System.CommandLine;
using Qwen3Tts.Cli.Planning;
using Qwen3Tts.Cli.Planning.Replay;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>plan</c>: how large a fleet has to be, by what <c>bench engine</c> measured, and whether scaling keeps up.</summary>
public sealed class PlanCommand : Command
{
    private readonly CommandEnvironment _environment;

    private readonly Option<string> _bench = new("--bench") { Description = "A file of 'bench engine --json'.", HelpName = "FILE", Required = true };

    private readonly Option<int> _streams = new("--streams") { Description = "Utterances that are listened to at a time, at the busiest.", HelpName = "N", Required = true };

    private readonly Option<string?> _gpu = new("--gpu") { Description = "A part of the name of a GPU that the file has figures of. Without it: a processor.", HelpName = "NAME" };

    private readonly Option<string?> _model = new("--model") { Description = "The checkpoint, where the file has several.", HelpName = "NAME" };

    private readonly Option<string> _voice = new("--voice")
    {
        Description = "Whose first audio counts, as the file names it.", HelpName = "NAME", DefaultValueFactory = _ => "new voice",
    };

    private readonly Option<double> _firstAudio = new("--first-audio")
    {
        Description = "In what time first audio has to come, of 95 %.", HelpName = "MS", DefaultValueFactory = _ => 500,
    };

    private readonly Option<double> _seconds = new("--utterance-seconds")
    {
        Description = "How long an utterance is, on average.", HelpName = "S", DefaultValueFactory = _ => 8,
    };

    private readonly Option<double?> _writing = new("--writing-speed")
    {
        Description = "How many times as fast as it is spoken text comes; it keeps its place as long. Without it: at once.", HelpName = "X",
    };

    private readonly Option<bool> _values = new("--values") { Description = "Print values of the Helm chart instead." };

    private readonly ReplayOptions _replay = new();

    public PlanCommand(CommandEnvironment environment)
        : base("plan", "Tell how large a fleet serves so many streams, by what was measured, and replay a burst against the chart's scaling.")
    {
        _environment = environment;
        foreach (var option in (Option[])[_bench, _streams, _gpu, _model, _voice, _firstAudio, _seconds, _writing, _values])
            Options.Add(option);
        _replay.AddTo(this);
        _streams.Require(streams => streams is >= 1 and <= 100_000, "must be from 1 to 100000");
        _firstAudio.Require(milliseconds => milliseconds is > 0 and <= 60_000, "must be above 0 and at most 60000 ms");
        _seconds.Require(seconds => seconds is >= 0.5 and <= 600, "must be from 0.5 to 600 seconds");
        _writing.Require(speed => speed is >= 1 and <= 1000, "must be from 1 to 1000");
        Validators.Add(result =>
        {
            if (result.GetResult(_values) is { Implicit: false } && _replay.Given(result))
                result.AddError("--values and --replay: give one.");
        });
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var report = BenchFile.Read(parsed.GetRequiredValue(_bench), parsed.GetValue(_model), parsed.GetValue(_gpu));
        var times = new StepTimes(report, parsed.GetValue(_voice)!);
        var request = new PlanRequest
        {
            Streams = parsed.GetValue(_streams),
            FirstAudio = parsed.GetValue(_firstAudio),
            UtteranceSeconds = parsed.GetValue(_seconds),
            WritingSpeed = parsed.GetValue(_writing) ?? double.PositiveInfinity,
        };
        var plan = CapacityPlanner.Plan(times, request);
        if (parsed.GetValue(_values))
        {
            _environment.Output.Write(PlanValues.Of(report, request, plan));
            return ExitCodes.Success;
        }

        PlanText.Write(_environment.Output, report, request, plan);
        if (!_replay.Given(parsed.CommandResult))
            return ExitCodes.Success;
        var (arrivals, settings) = _replay.Read(parsed, report, times, request, plan);
        var outcome = FleetReplay.Run(times, request, arrivals, settings);
        _environment.Output.WriteLine();
        ReplayText.Write(_environment.Output, request, arrivals, settings, outcome);
        if (_replay.Plot(parsed) is { } path)
            ReplayPlot.Write(path, request, arrivals, outcome);
        return outcome.Held(request) ? ExitCodes.Success : ExitCodes.Failure;
    }
}
