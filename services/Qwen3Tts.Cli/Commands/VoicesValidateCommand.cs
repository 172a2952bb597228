using System.CommandLine;
using Qwen3Tts.Cli.Listing;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>voices validate</c>: whether a voice can be made of a clip, without making one.</summary>
public sealed class VoicesValidateCommand : Command
{
    public VoicesValidateCommand(CommandEnvironment environment, Option<bool> verbose)
        : base("validate", "Tell what cloning would find of a reference clip, without making a voice.")
    {
        var clip = new Argument<string>("CLIP") { Description = "An audio file: WAV, FLAC, MP3, Ogg Opus, M4A." };
        var transcript = new TranscriptOption();
        Arguments.Add(clip);
        Options.Add(transcript);
        var selection = new FleetSelection(this);
        SetAction(async (parsed, cancellationToken) =>
        {
            var words = await transcript.ReadAsync(parsed, cancellationToken);
            await using var file = ReferenceClip.Open(parsed.GetRequiredValue(clip));
            await using var fleet = await selection.OpenAsync(parsed, environment, parsed.GetValue(verbose), cancellationToken);
            var report = await fleet.Client.ValidateClipAsync(file, words, cancellationToken);
            ClipListing.Write(environment.Output, report);
            return report.Accepted ? ExitCodes.Success : ExitCodes.Failure;
        });
    }
}
