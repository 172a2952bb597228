using System.CommandLine;
using System.Globalization;
using Qwen3Tts.Cli.Client;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>analyze</c>: what would be said for a text, without speaking.</summary>
public sealed class AnalyzeCommand : Command
{
    public AnalyzeCommand(CommandEnvironment environment, Option<bool> verbose)
        : base("analyze", "Show what would be said for a text, in which language, and with which warnings.")
    {
        var text = new Argument<string>("TEXT") { Description = "The words." };
        var language = new Option<string?>("--language", "-l") { Description = "The text's language. Without it: it is found out.", HelpName = "NAME" };
        var reading = new ReadingOptions();
        Arguments.Add(text);
        Options.Add(language);
        reading.AddTo(this);
        var selection = new FleetSelection(this);
        SetAction(async (parsed, cancellationToken) =>
        {
            var options = reading.Read(parsed);
            await using var fleet = await selection.OpenAsync(parsed, environment, parsed.GetValue(verbose), cancellationToken);
            Write(environment, await fleet.Client.AnalyzeAsync(parsed.GetRequiredValue(text), parsed.GetValue(language), options, cancellationToken));
            return ExitCodes.Success;
        });
    }

    private static void Write(CommandEnvironment environment, TextAnalysis analysis)
    {
        environment.Output.WriteLine(analysis.Spoken);
        environment.Output.WriteLine();
        environment.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"language {analysis.Language}, confidence {analysis.Confidence:0.00}"));
        foreach (var (written, spoken, kind) in analysis.Spans.Where(span => span.Kind is not "plain"))
            environment.Output.WriteLine($"{kind}: {written.ReplaceLineEndings(" ")} -> {(spoken.Length > 0 ? spoken : "not spoken")}");
        if (analysis.Phonemes.Length > 0)
            environment.Output.WriteLine($"phonemes: {analysis.Phonemes}");
        foreach (var warning in analysis.Warnings)
            environment.Error.WriteLine($"Warning: {warning}");
    }
}
