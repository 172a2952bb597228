using System.CommandLine;
using System.Text.Json;
using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Cli.Listing;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>bench engine</c>: a checkpoint's networks on this machine.</summary>
public sealed class BenchEngineCommand : Command
{
    public BenchEngineCommand(CommandEnvironment environment)
        : base("engine", "Measure a checkpoint's networks here, without a fleet: first audio, each stage, one stream and batches.")
    {
        var options = new CheckpointOptions();
        var frames = new Option<int>("--frames") { Description = "Frames measured of each stream.", HelpName = "N", DefaultValueFactory = _ => 50 };
        var json = new Option<string?>("--json") { Description = "Also write everything to this file.", HelpName = "FILE" };
        var continuations = new Option<bool>("--continuations")
        {
            Description = "Also measure going on after 100 to 2,000 frames made elsewhere, and the memory of utterances that long; takes minutes.",
        };
        var device = new Option<ExecutionDevice>("--device")
        {
            Description = "Where the networks run: cpu or cuda; the latter needs a build with ONNX Runtime's CUDA package.", HelpName = "cpu|cuda",
        };
        frames.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 2000)
                result.AddError("--frames must be from 1 to 2000.");
        });
        foreach (var option in options.All)
            Options.Add(option);
        Options.Add(frames);
        Options.Add(device);
        Options.Add(continuations);
        Options.Add(json);

        SetAction(async (parsed, cancellationToken) =>
        {
            using var catalog = CheckpointCatalog.Open(new ModelsOptions { Checkpoints = [.. options.Checkpoints(parsed)] });
            var settings = options.ToSessions(parsed, new Fleet.ConversionReport(environment.Error)) with { Device = parsed.GetValue(device) };
            var reports = new List<EngineReport>();
            foreach (var checkpoint in catalog.All)
            {
                var report = await Task.Run(
                    () => EngineBenchmark.Run(
                        checkpoint,
                        parsed.GetValue(frames),
                        parsed.GetValue(continuations),
                        settings with { Precision = PrecisionChoice.Of(checkpoint, settings).Plan },
                        environment.Error.WriteLine,
                        cancellationToken),
                    cancellationToken);
                Write(environment.Output, report);
                reports.Add(report);
            }

            if (parsed.GetValue(json) is { } path)
                await File.WriteAllTextAsync(path, JsonSerializer.Serialize(reports, EngineReport.Json), cancellationToken);
            return ExitCodes.Success;
        });
    }

    private static void Write(TextWriter output, EngineReport report)
    {
        output.WriteLine($"{report.Checkpoint}, {report.Precision}, {report.Device}, {report.Threads} threads: loaded in {report.LoadSeconds:0.00} s, "
            + $"{report.PeakResidentBytes / (double)(1 << 30):0.00} GiB resident at most");
        var firsts = new TextTable("first audio", "ms", "prompt", "prefill", "predictor", "codec");
        foreach (var first in report.FirstAudio)
            firsts.Add(first.Voice, $"{first.Total:0.0}", $"{first.Prompt:0.0}", $"{first.Prefill:0.0}", $"{first.Predictor:0.0}", $"{first.Codec:0.0}");
        firsts.Write(output);
        output.WriteLine();
        var table = new TextTable("streams", "frames", "talker ms", "predictor ms", "codec ms", "real-time factor");
        foreach (var stream in report.Streams)
            table.Add($"{stream.Streams}", $"{stream.Frames}", $"{stream.Talker:0.0}", $"{stream.Predictor:0.0}", $"{stream.Codec:0.0}", $"{stream.RealTimeFactor:0.00}");
        table.Write(output);
        if (report.Continuations.Count == 0)
            return;
        output.WriteLine();
        var going = new TextTable("frames made elsewhere", "utterances", "until the next frame, ms", "its codec, ms", "resident at most, GiB");
        foreach (var item in report.Continuations)
            going.Add($"{item.Frames}", $"{item.Utterances}", $"{item.Generator:0}", $"{item.Codec:0}", $"{item.PeakResidentBytes / (double)(1 << 30):0.00}");
        going.Write(output);
    }
}
