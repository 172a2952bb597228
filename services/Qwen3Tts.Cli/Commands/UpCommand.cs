using System.CommandLine;
using System.Runtime.InteropServices;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.ServiceDefaults.Hosting;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>up</c>: the whole fleet in this process, or some of its services, until it is told to stop.</summary>
public sealed class UpCommand : Command
{
    private readonly CommandEnvironment _environment;
    private readonly Option<bool> _verbose;
    private readonly CheckpointOptions _checkpoints = new();

    private readonly ListenOptions _listen;
    private readonly PartOptions _parts;
    private readonly RedisOption _redis = new();
    private readonly Option<Uri?> _rest = new("--rest")
    {
        Description = "Also serve the methods that are no streams as JSON over HTTP/1 on this address, such as http://127.0.0.1:5101.",
        HelpName = "URL",
        CustomParser = ListenOptions.ParseAddress,
    };

    public UpCommand(CommandEnvironment environment, Option<bool> verbose)
        : base("up", "Run the whole fleet in this process, or some of its services.")
    {
        (_environment, _verbose) = (environment, verbose);
        foreach (var option in _checkpoints.All)
            Options.Add(option);
        _listen = new ListenOptions(this);
        _parts = new PartOptions(this);
        Options.Add(_redis);
        Options.Add(_rest);
        Validators.Add(result =>
        {
            if (!_parts.HasGateway(result) && (_listen.Given(result) || result.GetResult(_rest) is not null || result.GetResult(_redis) is not null))
                result.AddError("--port, --listen, --rest and --redis are the Gateway's, which --services does not name; a service's own address is NAME=URL there.");
        });
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var services = _parts.Services(parsed);
        if (_checkpoints.Embedded(parsed) && services is not [{ Name: "gateway" }])
            _environment.Output.WriteLine(EmbeddedCheckpoint.Notice);
        var settings = _checkpoints.ToSettings(parsed) with
        {
            Listen = _listen.Address(parsed),
            Services = services,
            Workers = _parts.Workers(parsed),
            Redis = parsed.GetValue(_redis),
            Telemetry = true,
            Logging = _environment.Logging(parsed.GetValue(_verbose)),
            Progress = new ConversionReport(_environment.Error),
        };
        var rest = parsed.GetValue(_rest);
        if (rest is not null)
        {
            settings = settings with
            {
                Configuration = new Dictionary<string, string?>
                {
                    [$"{ListenerOptions.Section}:{nameof(ListenerOptions.RestUrl)}"] = rest.GetLeftPart(UriPartial.Authority),
                },
            };
        }

        await using var fleet = await LocalFleet.StartAsync(settings, cancellationToken);
        await new UpAnnouncement(_environment.Output, fleet, settings).WriteAsync(rest, cancellationToken);
        await UntilStoppedAsync(fleet, cancellationToken);
        return ExitCodes.Success;
    }

    private async Task UntilStoppedAsync(LocalFleet fleet, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ContinueWith(
            _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _environment.Output.WriteLine("Stopping when the running utterances have ended; Ctrl-C again cuts them off.");
        using var hurry = new CancellationTokenSource();
        using var again = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            hurry.Cancel();
        });
        await fleet.StopAsync(hurry.Token);
    }
}
