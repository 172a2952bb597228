using System.CommandLine;
using Qwen3Tts.Cli.Load;
using Qwen3Tts.Cli.Speaking;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>bench load</c>: many listeners at a fleet.</summary>
public sealed class BenchLoadCommand : Command
{
    private const double DefaultJitter = 0.5;

    private readonly CommandEnvironment _environment;
    private readonly Option<bool> _verbose;
    private readonly LoadOptions _options = new();
    private readonly FleetSelection _selection;

    private readonly Option<double?> _rate = new("--rate")
    {
        Description = "Utterances a second that arrive at random, whatever becomes of those before. Without it: 1.",
        HelpName = "R",
    };

    private readonly Option<int?> _concurrency = new("--concurrency")
    {
        Description = "Listeners instead of arrivals: each asks for its next utterance when it has heard the last one out.",
        HelpName = "N",
    };

    private readonly Option<bool> _findCapacity = new("--find-capacity")
    {
        Description = "Search the most listeners without an underrun, and measure at 80 % of that.",
    };

    private readonly Option<double> _duration = new("--duration")
    {
        Description = "How long utterances are begun; what is spoken then is heard to its end.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 60,
    };

    private readonly Option<double> _hold = new("--hold")
    {
        Description = "How long --find-capacity holds a number of listeners.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 60,
    };

    private readonly Option<int> _maxStreams = new("--max-streams")
    {
        Description = "The most listeners that --find-capacity tries.",
        HelpName = "N",
        DefaultValueFactory = _ => 64,
    };

    private readonly Option<int> _attempts = new("--attempts")
    {
        Description = "Tries of a number of listeners before --find-capacity says that it does not hold: on a machine with other work.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<double?> _tokensPerSecond = new("--tokens-per-second")
    {
        Description = "Send the text token by token at this pace. Without it: at once.",
        HelpName = "T",
    };

    private readonly Option<double> _jitter = new("--jitter")
    {
        Description = "How uneven that pace is: a token takes (1 ± J) times the average.",
        HelpName = "J",
        DefaultValueFactory = _ => DefaultJitter,
    };

    private readonly Option<double> _cancelFraction = new("--cancel-fraction")
    {
        Description = "Share of utterances whose listener goes away within two seconds.",
        HelpName = "F",
    };

    private readonly Option<int?> _maxUnderruns = new("--max-underruns")
    {
        Description = "Fail where more utterances than these have an underrun.",
        HelpName = "N",
    };

    private readonly Option<int?> _maxErrors = new("--max-errors") { Description = "Fail where the fleet fails more utterances than these.", HelpName = "N" };

    private readonly Option<string?> _plot = new("--plot") { Description = "Draw every utterance into this SVG file.", HelpName = "FILE" };

    public BenchLoadCommand(CommandEnvironment environment, Option<bool> verbose)
        : base("load", "Load a fleet and tell when its listeners hear something, and whether their playback stands still.")
    {
        (_environment, _verbose) = (environment, verbose);
        foreach (var option in (Option[])[_rate, _concurrency, _findCapacity, _duration, _hold, _maxStreams, _attempts, _tokensPerSecond, _jitter, _cancelFraction, _maxUnderruns, _maxErrors, _plot])
            Options.Add(option);
        _options.AddTo(this);
        _selection = new FleetSelection(this);
        _rate.Require(rate => rate is > 0 and <= 10_000, "must be above 0 and at most 10000 utterances a second");
        _concurrency.Require(streams => streams is >= 1 and <= 10_000, "must be from 1 to 10000 listeners");
        _duration.Require(IsDuration, "must be above 0 and at most 86400 seconds");
        _hold.Require(IsDuration, "must be above 0 and at most 86400 seconds");
        _maxStreams.Require(streams => streams is >= 1 and <= 10_000, "must be from 1 to 10000 listeners");
        _attempts.Require(count => count is >= 1 and <= 100, "must be from 1 to 100");
        _tokensPerSecond.Require(pace => pace is > 0 and <= 10_000, "must be above 0 and at most 10000 tokens a second");
        _jitter.Require(jitter => jitter is >= 0 and <= 1, "must be from 0 to 1");
        _cancelFraction.Require(fraction => fraction is >= 0 and <= 1, "must be from 0 to 1");
        _maxUnderruns.Require(count => count >= 0, "must not be negative");
        _maxErrors.Require(count => count >= 0, "must not be negative");
        _plot.RequireFolder();
        Validators.Add(result =>
        {
            var ways = ((Option[])[_rate, _concurrency, _findCapacity]).Count(option => result.GetResult(option) is { Implicit: false });
            if (ways > 1)
                result.AddError("--rate, --concurrency and --find-capacity are three ways to load a fleet; give one.");
            if (result.GetResult(_jitter) is { Implicit: false } && result.GetResult(_tokensPerSecond) is null)
                result.AddError("--jitter belongs to --tokens-per-second.");
            if (result.GetResult(_findCapacity) is { Implicit: false })
            {
                Option[] others = [_duration, _plot, _maxUnderruns, _maxErrors, _cancelFraction];
                foreach (var other in others.Where(option => result.GetResult(option) is { Implicit: false }))
                    result.AddError($"{other.Name} does not go with --find-capacity.");
            }
            else if (((Option[])[_hold, _maxStreams, _attempts]).FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } stray)
            {
                result.AddError($"{stray.Name} belongs to --find-capacity.");
            }
        });
        SetAction(RunAsync);
    }

    private static bool IsDuration(double seconds) => seconds is > 0 and <= 86_400;

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var draft = Plan(parsed);
        await using var fleet = await _selection.OpenAsync(parsed, _environment, parsed.GetValue(_verbose), cancellationToken);
        var plan = draft with { Request = await DefaultVoice.FillInAsync(draft.Request, fleet.Client, cancellationToken) };
        await _options.WarmUpAsync(parsed, fleet.Client, plan, cancellationToken);
        return parsed.GetValue(_findCapacity)
            ? await FindCapacityAsync(parsed, fleet.Client.SpeakAsync, plan, cancellationToken)
            : await LoadAsync(parsed, fleet.Client.SpeakAsync, plan, cancellationToken);
    }

    private LoadPlan Plan(ParseResult parsed) => _options.ToPlan(parsed, _options.ToRequest(parsed)) with
    {
        CancelFraction = parsed.GetValue(_cancelFraction),
        Writing = parsed.GetValue(_tokensPerSecond) is { } pace ? new WritingPace(pace, parsed.GetValue(_jitter), TextTokens.Embedded().Split) : null,
    };

    private async Task<int> LoadAsync(ParseResult parsed, SpeakFunction speak, LoadPlan plan, CancellationToken cancellationToken)
    {
        var duration = TimeSpan.FromSeconds(parsed.GetValue(_duration));
        var result = parsed.GetValue(_concurrency) is { } streams
            ? await LoadRun.StreamsAsync(speak, plan, streams, duration, _environment.Time, cancellationToken)
            : await LoadRun.ArrivalsAsync(speak, plan, parsed.GetValue(_rate) ?? 1, duration, _environment.Time, cancellationToken);
        var summary = LoadSummary.Of(result);
        LoadListing.Write(_environment.Output, summary, plan);
        if (parsed.GetValue(_options.Json) is { } json)
            LoadFiles.WriteJson(json, new { summary, result.Utterances });
        if (parsed.GetValue(_plot) is { } plot)
            LoadFiles.WritePlot(plot, result);
        return Judge(parsed, summary);
    }

    private int Judge(ParseResult parsed, LoadSummary summary)
    {
        if (parsed.GetValue(_maxUnderruns) is { } underruns && summary.UnderrunUtterances > underruns)
            return Fail($"{summary.UnderrunUtterances} utterances had an underrun; --max-underruns allows {underruns}.");
        if (parsed.GetValue(_maxErrors) is { } errors && summary.Failed > errors)
            return Fail($"{summary.Failed} utterances failed; --max-errors allows {errors}.");
        return summary is { Failed: > 0, Finished: 0 } ? Fail("No utterance was finished.") : ExitCodes.Success;
    }

    private int Fail(string why)
    {
        _environment.Error.WriteLine($"qwen3tts: {why}");
        return ExitCodes.Failure;
    }

    private async Task<int> FindCapacityAsync(ParseResult parsed, SpeakFunction speak, LoadPlan plan, CancellationToken cancellationToken)
    {
        const int IdleUtterances = 60;
        var report = await CapacityReport.SearchAsync(
            speak,
            plan,
            TimeSpan.FromSeconds(parsed.GetValue(_hold)),
            parsed.GetValue(_maxStreams),
            parsed.GetValue(_attempts),
            IdleUtterances,
            probe => _environment.Error.WriteLine(LoadListing.OneLine(probe)),
            _environment.Time,
            cancellationToken);
        LoadListing.Write(_environment.Output, report);
        if (parsed.GetValue(_options.Json) is { } json)
            LoadFiles.WriteJson(json, report);
        return ExitCodes.Success;
    }
}
