using System.CommandLine;
using Qwen3Tts.Cli.Doctor;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>doctor</c>: what keeps a fleet from serving here, and what to do.</summary>
public sealed class DoctorCommand : Command
{
    public DoctorCommand(CommandEnvironment environment)
        : base("doctor", "Check checkpoints, graph cache, memory, ports and Redis, and say what to do.")
    {
        var checkpoints = new CheckpointOptions();
        Options.Add(checkpoints.Checkpoint);
        Options.Add(checkpoints.CacheFolder);
        Options.Add(checkpoints.Precision);
        var listen = new ListenOptions(this);
        var redis = new RedisOption();
        var verify = new Option<bool>("--verify")
        {
            Description = "Also read every weight file in full, and compare its SHA-256 with the one at conversion and the published one.",
        };
        var speakers = new Option<string?>("--speakers")
        {
            Description = "Measure how well the speaker encoder tells people apart, on this folder's clips SPEAKER-NUMBER.flac, and keep the result.",
            HelpName = "FOLDER",
        };
        Options.Add(redis);
        Options.Add(verify);
        Options.Add(speakers);

        SetAction(async (parsed, cancellationToken) =>
        {
            var checks = checkpoints.Checkpoints(parsed)
                .Select(IDoctorCheck (entry) => new CheckpointCheck(entry, checkpoints.ToSessions(parsed), parsed.GetValue(verify)))
                .Concat(checkpoints.Checkpoints(parsed).Select(IDoctorCheck (entry) =>
                    new SpeakerCheck(entry, checkpoints.ToSessions(parsed), parsed.GetValue(speakers))))
                .Append(new PortCheck(listen.Address(parsed)));
            if (parsed.GetValue(redis) is { } connection)
                checks = checks.Append(new RedisCheck(connection));
            var gravest = await FindingReport.WriteAsync(environment.Output, checks, cancellationToken);
            return gravest is FindingLevel.Fault ? ExitCodes.Failure : ExitCodes.Success;
        });
    }
}
