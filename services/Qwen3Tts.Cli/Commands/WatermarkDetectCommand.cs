using System.CommandLine;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Listing;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>watermark detect</c>: which marks of a key a file carries, and where; with a fleet, also who made them.</summary>
public sealed class WatermarkDetectCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "A WAV file of up to 10 minutes; with --address any format that the fleet decodes." };
    private readonly WatermarkKeyOption _key = new();
    private readonly AddressOptions _address = new();

    public WatermarkDetectCommand(CommandEnvironment environment)
        : base("detect", "Tell which marks of a key an audio file carries, from when to when; with --address, also who made it.")
    {
        Arguments.Add(_file);
        Options.Add(_key);
        foreach (var option in _address.All)
            Options.Add(option);
        Validators.Add(result =>
        {
            if (result.GetResult(_address.Address) is not null && result.GetResult(_key) is not null)
                result.AddError("--key-file is for a search on this machine; with --address the fleet has the key.");
        });
        SetAction(async (parsed, cancellationToken) =>
        {
            using var fleet = _address.Connect(parsed);
            var findings = fleet is null
                ? await SearchAsync(parsed, cancellationToken)
                : await AskAsync(fleet, parsed.GetRequiredValue(_file), cancellationToken);
            if (findings.Count is 0)
                environment.Output.WriteLine("No watermark of this key was found.");
            foreach (var finding in findings)
                environment.Output.WriteLine(FindingLines.Of(finding));
            if (fleet is not null)
                await TraceAsync(fleet, findings, environment, cancellationToken);
            return ExitCodes.Success;
        });
    }

    private async Task<IReadOnlyList<WatermarkFinding>> SearchAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var detector = new WatermarkDetector(await _key.ReadAsync(parsed, cancellationToken));
        return detector.Detect(await MarkedFile.ReadAsync(parsed.GetRequiredValue(_file), cancellationToken), cancellationToken);
    }

    private static async Task<IReadOnlyList<WatermarkFinding>> AskAsync(FleetClient fleet, string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            throw SpeechException.Invalid($"The file '{path}' does not exist; name an audio file.");
        await using var audio = File.OpenRead(path);
        return await fleet.DetectWatermarkAsync(audio, cancellationToken);
    }

    private static async Task TraceAsync(
        FleetClient fleet, IReadOnlyList<WatermarkFinding> findings, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        foreach (var payload in findings.Select(finding => finding.Payload).OfType<WatermarkPayload>().Distinct())
        {
            var (utterances, faults) = await fleet.FindUtterancesAsync(payload, cancellationToken);
            if (utterances.Count is 0)
                environment.Output.WriteLine($"{payload}: the ledger has no utterance of it that this caller may see.");
            foreach (var utterance in utterances)
                environment.Output.WriteLine(FindingLines.Of(payload, utterance));
            foreach (var fault in faults)
                environment.Error.WriteLine($"Warning: {fault}");
        }
    }
}
