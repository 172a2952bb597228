using System.CommandLine;
using Qwen3Tts.Cli.Load;
using Qwen3Tts.Cli.Speaking;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>bench text-lead</c>: how speech goes while its text is still being written.</summary>
public sealed class BenchTextLeadCommand : Command
{
    private readonly CommandEnvironment _environment;
    private readonly Option<bool> _verbose;
    private readonly LoadOptions _options = new();
    private readonly FleetSelection _selection;

    private readonly Option<double[]> _paces = new("--tokens-per-second")
    {
        Description = "A writer's pace; give it again for each further one.",
        HelpName = "T",
        DefaultValueFactory = _ => [5, 8, 12, 20, 50],
    };

    private readonly Option<double> _jitter = new("--jitter")
    {
        Description = "How uneven it is: a token takes (1 ± J) times the average.",
        HelpName = "J",
        DefaultValueFactory = _ => 0.5,
    };

    private readonly Option<int> _utterances = new("--utterances")
    {
        Description = "Utterances of each writer, one after the other.",
        HelpName = "N",
        DefaultValueFactory = _ => 24,
    };

    public BenchTextLeadCommand(CommandEnvironment environment, Option<bool> verbose)
        : base("text-lead", "First audio and underruns while texts are written at several paces, as a Markdown table.")
    {
        (_environment, _verbose) = (environment, verbose);
        foreach (var option in (Option[])[_paces, _jitter, _utterances])
            Options.Add(option);
        _options.AddTo(this);
        _selection = new FleetSelection(this);
        _paces.Require(paces => paces.All(pace => pace is > 0 and <= 10_000), "must be above 0 and at most 10000 tokens a second");
        _jitter.Require(jitter => jitter is >= 0 and <= 1, "must be from 0 to 1");
        _utterances.Require(count => count is >= 1 and <= 100_000, "must be from 1 to 100000");
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var draft = _options.ToPlan(parsed, _options.ToRequest(parsed));
        var tokens = TextTokens.Embedded();
        await using var fleet = await _selection.OpenAsync(parsed, _environment, parsed.GetValue(_verbose), cancellationToken);
        var plan = draft with { Request = await DefaultVoice.FillInAsync(draft.Request, fleet.Client, cancellationToken) };
        await _options.WarmUpAsync(parsed, fleet.Client, plan, cancellationToken);
        var rows = new List<TextLeadRow>();
        _environment.Output.WriteLine(TextLeadRow.Header);
        foreach (var pace in parsed.GetValue(_paces)!)
        {
            var written = plan with { Writing = new WritingPace(pace, parsed.GetValue(_jitter), tokens.Split) };
            var result = await LoadRun.SeriesAsync(fleet.Client.SpeakAsync, written, parsed.GetValue(_utterances), _environment.Time, cancellationToken);
            rows.Add(new TextLeadRow(pace, LoadSummary.Of(result)));
            _environment.Output.WriteLine(rows[^1]);
        }

        if (parsed.GetValue(_options.Json) is { } json)
            LoadFiles.WriteJson(json, rows);
        return rows.Any(row => row.Summary.Finished > 0) ? ExitCodes.Success : ExitCodes.Failure;
    }
}
