using System.CommandLine;
using Qwen3Tts.Cli.Alignment;
using Qwen3Tts.Cli.Load;
using Qwen3Tts.Modeling.Alignment;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Verification;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>align</c>: finds the attention head that tells when words are said.</summary>
public sealed class AlignCommand : Command
{
    private readonly Option<string?> _voice = new("--voice", "-v") { Description = "A speaker, or a voice that ships with the checkpoint. Without it: the first.", HelpName = "NAME" };
    private readonly Option<string?> _clip = new("--clip") { Description = "Clone the voice of this audio file, where the checkpoint clones voices.", HelpName = "FILE" };
    private readonly Option<string?> _instruct = new("--instruct") { Description = "How to speak (custom voice), or who speaks (voice design).", HelpName = "TEXT" };
    private readonly Option<string> _language = new("--language", "-l") { Description = "The texts' language.", HelpName = "NAME", DefaultValueFactory = _ => "auto" };
    private readonly Option<string?> _json = new("--json") { Description = "Also write the scores of all heads to this file.", HelpName = "FILE" };
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write the head's file here, over what is there. Without it: alignment.json beside the checkpoint's config.json, where there is none.",
        HelpName = "FILE",
    };

    private readonly TextsOption _texts = new();
    private readonly CheckpointOptions _checkpoints = new();

    public AlignCommand(CommandEnvironment environment)
        : base("align", "Find the attention head by which a checkpoint tells when words are said: speak, watch all heads, and write alignment.json where one is trusted.")
    {
        foreach (var option in _checkpoints.All.Concat([_voice, _clip, _instruct, _language, _texts, _output, _json]))
            Options.Add(option);
        _output.RequireFolder();
        _json.RequireFolder();
        Validators.Add(result =>
        {
            if (result.GetValue(_checkpoints.Checkpoint) is { Length: > 1 })
                result.AddError("--checkpoint: one is searched at a time.");
        });
        SetAction((parsed, cancellationToken) => RunAsync(parsed, environment, cancellationToken));
    }

    private async Task<int> RunAsync(ParseResult parsed, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        using var catalog = CheckpointCatalog.Open(new ModelsOptions { Checkpoints = [.. _checkpoints.Checkpoints(parsed)] });
        var checkpoint = catalog.All[0];
        var file = AlignmentFile.Of(checkpoint, parsed.GetValue(_output));
        file.EnsureWritable();
        var asked = _checkpoints.ToSessions(parsed, new Fleet.ConversionReport(environment.Error));
        var settings = asked with { Precision = PrecisionChoice.Of(checkpoint, asked).Plan };
        var texts = _texts.Read(parsed);
        var chosen = new AlignmentVoice(parsed.GetValue(_voice), parsed.GetValue(_clip), parsed.GetValue(_instruct));
        var voice = await chosen.OpenAsync(checkpoint, settings, cancellationToken);
        var finding = await Task.Run(
            () =>
            {
                var sentences = AlignmentSentences.Of(checkpoint, voice, parsed.GetRequiredValue(_language), texts);
                environment.Error.WriteLine($"Speaking {texts.Count} texts, streaming and whole, with {checkpoint.Name} in {settings.Precision}, {voice.Name}.");
                return AlignmentSearch.Run(checkpoint, sentences, settings, new Progress(environment.Error), cancellationToken);
            },
            cancellationToken);
        var (done, written, conclusion) = file.Settle(finding);
        var report = new AlignmentReport(checkpoint.Name, $"{settings.Precision}", voice.Name, finding, written ? file.Path : null, conclusion);
        report.Write(environment.Output);
        if (parsed.GetValue(_json) is { } path)
            LoadFiles.WriteJson(path, report);
        return done ? ExitCodes.Success : ExitCodes.Failure;
    }

    private sealed class Progress(TextWriter writer) : IProgress<AlignmentProgress>
    {
        public void Report(AlignmentProgress value) => writer.WriteLine($"{value.Sentences} of {value.Of} utterances, {value.Frames} frames.");
    }
}
