using System.CommandLine;
using Qwen3Tts.Audio.Watermark;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>watermark detect</c>: which marks of a key a file carries, and where.</summary>
public sealed class WatermarkDetectCommand : Command
{
    public WatermarkDetectCommand(CommandEnvironment environment)
        : base("detect", "Tell which marks of a key a WAV file carries, from when to when.")
    {
        var file = new Argument<string>("FILE") { Description = "A WAV file of up to 10 minutes." };
        var key = new WatermarkKeyOption();
        Arguments.Add(file);
        Options.Add(key);
        SetAction(async (parsed, cancellationToken) =>
        {
            var detector = new WatermarkDetector(await key.ReadAsync(parsed, cancellationToken));
            var audio = await MarkedFile.ReadAsync(parsed.GetRequiredValue(file), cancellationToken);
            var findings = detector.Detect(audio, cancellationToken);
            if (findings.Count is 0)
                environment.Output.WriteLine("No watermark of this key was found.");
            foreach (var finding in findings)
            {
                var payload = finding.Payload is { } read ? $"payload {read}" : "a mark whose payload cannot be read";
                environment.Output.WriteLine(
                    $"{finding.Start:0.0} to {finding.End:0.0} s: {payload}, confidence {finding.Confidence:0.000000}, score {finding.Score:0.0}, speed {finding.Speed:0.0000}");
            }

            return ExitCodes.Success;
        });
    }
}
