using System.CommandLine;
using Qwen3Tts.Cli.Listing;
using Qwen3Tts.Cli.Pull;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>pull</c>: downloads a checkpoint.</summary>
public sealed class PullCommand : Command
{
    public PullCommand(CommandEnvironment environment)
        : base("pull", "Download a checkpoint from a model hub; again continues, and repairs what is not as the hub has it.")
    {
        var repository = new Argument<string>("REPO") { Description = "The hub's name for it, such as Qwen/Qwen3-TTS-12Hz-0.6B-Base." };
        var hub = new Option<string>("--hub")
        {
            Description = "The hub's address; a mirror that speaks Hugging Face's protocol does.",
            HelpName = "URL",
            DefaultValueFactory = _ => PullRequest.DefaultHub,
        };
        var revision = new Option<string>("--revision")
        {
            Description = "A branch, tag or commit.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "main",
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "The folder to put it in. Without it: one here, named as the repository without its owner.",
            HelpName = "FOLDER",
        };
        Arguments.Add(repository);
        Options.Add(hub);
        Options.Add(revision);
        Options.Add(output);

        SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(repository);
            var folder = parsed.GetValue(output) ?? name[(name.LastIndexOf('/') + 1)..];
            var request = new PullRequest(name, folder, parsed.GetRequiredValue(revision), parsed.GetRequiredValue(hub));
            await new CheckpointDownload(time: environment.Time).DownloadAsync(request, new DownloadReport(environment.Error), cancellationToken);
            environment.Output.WriteLine($"{name} is in {Path.GetFullPath(folder)}");
            environment.Output.WriteLine($"Speak with it: qwen3tts say \"…\" --checkpoint {folder} --output FILE");
            return ExitCodes.Success;
        });
    }

    private sealed class DownloadReport(TextWriter writer) : IProgress<PullProgress>
    {
        private readonly ProgressLines _lines = new(writer);

        public void Report(PullProgress value)
        {
            if (value.Stage is not PullStage.Done)
                _lines.Report($"{value.Stage} {value.File}", value.FileReceived, value.FileSize ?? 0);
        }
    }
}
