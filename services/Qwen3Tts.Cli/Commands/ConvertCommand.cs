using System.CommandLine;
using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>convert</c>: builds the graph cache ahead of the first start.</summary>
public sealed class ConvertCommand : Command
{
    private const int VerifiedUtterances = 4;
    private const int VerifiedFrames = 100;

    public ConvertCommand(CommandEnvironment environment)
        : base("convert", "Build the graphs of checkpoints and convert their weights now, so that the first start does not have to.")
    {
        var options = new CheckpointOptions();
        Options.Add(options.Checkpoint);
        Options.Add(options.CacheFolder);
        Options.Add(options.Precision);

        var verify = new Option<bool>("--verify")
        {
            Description = "Also compare the precision with exact weights on each checkpoint, network by network, over the same frames.",
        };
        Options.Add(verify);

        SetAction(async (parsed, cancellationToken) =>
        {
            using var catalog = CheckpointCatalog.Open(new ModelsOptions { Checkpoints = [.. options.Checkpoints(parsed)] });
            var asked = options.ToSessions(parsed, new ConversionReport(environment.Error));
            foreach (var checkpoint in catalog.All)
            {
                var settings = asked with { Precision = PrecisionChoice.Of(checkpoint, asked).Plan };
                await Task.Run(() => GraphConversion.Convert(checkpoint, settings, cancellationToken), cancellationToken);
                environment.Output.WriteLine($"{checkpoint.Name}: every graph is built and every weight converted, in {GraphConversion.Folder(checkpoint, settings.CacheFolder)}");
                if (parsed.GetValue(verify))
                    await Task.Run(() => Verify(environment, checkpoint, settings), cancellationToken);
            }

            return ExitCodes.Success;
        });
    }

    private static void Verify(CommandEnvironment environment, Checkpoint checkpoint, SessionSettings settings)
    {
        var samples = new SampleUtterances(checkpoint, settings);
        environment.Error.WriteLine($"Verifying {checkpoint.Name} in {settings.Precision}, {samples.Voice}; this speaks {VerifiedUtterances} sentences three times.");
        var utterances = Enumerable.Range(0, VerifiedUtterances)
            .Select(index => samples[index])
            .Select(sample => (sample.Request with { MaxFrames = VerifiedFrames }, sample.Words))
            .ToArray();
        var outcome = new PrecisionOutcome($"{settings.Precision}", PrecisionVerifier.Verify(checkpoint, utterances, settings));
        foreach (var part in outcome.Parts)
        {
            environment.Output.WriteLine(
                $"{checkpoint.Name}: {part.Part} in {outcome.Plan}: {part.Agreement:0.0%} of {part.Codes} codes agree, divergence {part.Divergence:0.0000} nats");
            if (!part.IsNear)
            {
                environment.Output.WriteLine(
                    $"{checkpoint.Name}: warning: a divergence above {PartAgreement.LargestDivergence} is heard sooner or later; "
                    + $"choose a higher precision for the {part.Part.ToString().ToLowerInvariant()}, such as {part.Part.ToString().ToLowerInvariant()}=int8.");
            }
        }

        if (outcome.Parts.Any(part => part.Codes < PrecisionOutcome.FewestCodes))
            environment.Output.WriteLine($"{checkpoint.Name}: the sentences ended too soon to tell; {PrecisionOutcome.FewestCodes} codes of each network are needed.");
        VerifiedPrecisions.Add(checkpoint, settings.CacheFolder, outcome);
        var choice = PrecisionChoice.Of(checkpoint, settings with { Precision = null });
        environment.Output.WriteLine($"{checkpoint.Name}: where no precision is asked for it is now {choice.Plan}: {choice.Reason}.");
    }
}
