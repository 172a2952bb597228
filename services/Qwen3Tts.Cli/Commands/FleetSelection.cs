using System.CommandLine;
using Qwen3Tts.Cli.Fleet;

namespace Qwen3Tts.Cli.Commands;

/// <summary>Options of a command that talks to the fleet at an address, or hosts one for itself.</summary>
public sealed class FleetSelection
{
    private readonly AddressOptions _address = new();
    private readonly CheckpointOptions _checkpoints = new();

    public FleetSelection(Command command)
    {
        foreach (var option in _address.All.Concat(_checkpoints.All))
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_address.Address) is not null && _checkpoints.Given(result))
                result.AddError("--checkpoint, --threads and --cache are for a fleet in this process; with --address the running fleet has its own.");
        });
    }

    public Option<Uri[]?> Address => _address.Address;

    /// <summary>The fleet at <c>--address</c>, or else one in this process, started now.</summary>
    public async Task<FleetConnection> OpenAsync(
        ParseResult parsed, CommandEnvironment environment, bool verbose, CancellationToken cancellationToken)
    {
        if (_address.Connect(parsed) is { } client)
            return new FleetConnection(client, hosted: null);
        if (_checkpoints.Embedded(parsed))
            environment.Error.WriteLine(EmbeddedCheckpoint.Notice);
        return await FleetConnection.HostAsync(
            _checkpoints.ToSettings(parsed) with { Logging = environment.Logging(verbose), Progress = new ConversionReport(environment.Error) },
            cancellationToken);
    }
}
