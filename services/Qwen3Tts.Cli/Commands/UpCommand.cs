using System.CommandLine;
using System.Runtime.InteropServices;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Cli.Listing;
using Qwen3Tts.ServiceDefaults.Hosting;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>up</c>: the whole fleet in this process, until it is told to stop.</summary>
public sealed class UpCommand : Command
{
    private readonly CommandEnvironment _environment;
    private readonly Option<bool> _verbose;
    private readonly CheckpointOptions _checkpoints = new();

    private readonly ListenOptions _listen;
    private readonly RedisOption _redis = new();
    private readonly Option<Uri?> _rest = new("--rest")
    {
        Description = "Also serve the methods that are no streams as JSON over HTTP/1 on this address, such as http://127.0.0.1:5101.",
        HelpName = "URL",
        CustomParser = ListenOptions.ParseAddress,
    };

    public UpCommand(CommandEnvironment environment, Option<bool> verbose)
        : base("up", "Run the whole fleet in this process.")
    {
        (_environment, _verbose) = (environment, verbose);
        foreach (var option in _checkpoints.All)
            Options.Add(option);
        _listen = new ListenOptions(this);
        Options.Add(_redis);
        Options.Add(_rest);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (_checkpoints.Embedded(parsed))
            _environment.Output.WriteLine(EmbeddedCheckpoint.Notice);
        var settings = _checkpoints.ToSettings(parsed) with
        {
            Listen = _listen.Address(parsed),
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
        await AnnounceAsync(fleet, settings, rest, cancellationToken);
        await UntilStoppedAsync(fleet, cancellationToken);
        return ExitCodes.Success;
    }

    private async Task AnnounceAsync(LocalFleet fleet, LocalFleetSettings settings, Uri? rest, CancellationToken cancellationToken)
    {
        using var client = new FleetClient(fleet.Address);
        var output = _environment.Output;
        FleetListing.WriteModels(output, await client.ListModelsAsync(cancellationToken));
        output.WriteLine();
        FleetListing.WriteVoices(output, await client.ListVoicesAsync(cancellationToken));
        output.WriteLine();
        var address = fleet.Address.GetLeftPart(UriPartial.Authority);
        output.WriteLine($"Voices are kept {(settings.Redis is null ? "in memory" : "in Redis")}.");
        if (fleet.LoopbackAttests)
        {
            output.WriteLine("Consent: callers on this machine clone voices on their own word that the person consents; each use is recorded.");
            output.WriteLine("         Gateway__LoopbackAttests=false asks for a recorded consent from them too.");
        }

        output.WriteLine($"Serving gRPC (HTTP/2 without TLS) on {fleet.Listening.GetLeftPart(UriPartial.Authority)}");
        if (rest is not null)
            output.WriteLine($"Serving JSON (HTTP/1 without TLS) on {rest.GetLeftPart(UriPartial.Authority)}/qwen3tts/v1/");
        output.WriteLine($"Try: qwen3tts say \"Good morning.\" --address {address} --output hello.wav");
        output.WriteLine("Ctrl-C stops it.");
        await output.FlushAsync(cancellationToken);
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
