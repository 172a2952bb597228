using System.CommandLine;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>convert</c>: builds the graph cache ahead of the first start.</summary>
public sealed class ConvertCommand : Command
{
    public ConvertCommand(CommandEnvironment environment)
        : base("convert", "Build the graphs of checkpoints and convert their weights now, so that the first start does not have to.")
    {
        var options = new CheckpointOptions();
        Options.Add(options.Checkpoint);
        Options.Add(options.CacheFolder);
        Options.Add(options.Precision);

        SetAction(async (parsed, cancellationToken) =>
        {
            using var catalog = CheckpointCatalog.Open(new ModelsOptions { Checkpoints = [.. options.Checkpoints(parsed)] });
            var settings = options.ToSessions(parsed, new ConversionReport(environment.Error));
            foreach (var checkpoint in catalog.All)
            {
                await Task.Run(() => GraphConversion.Convert(checkpoint, settings, cancellationToken), cancellationToken);
                environment.Output.WriteLine($"{checkpoint.Name}: every graph is built and every weight converted, in {GraphConversion.Folder(checkpoint, settings.CacheFolder)}");
            }

            return ExitCodes.Success;
        });
    }
}
