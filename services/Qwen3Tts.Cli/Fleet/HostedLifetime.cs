namespace Qwen3Tts.Cli.Fleet;

/// <summary>Leaves the process's signals to the command: the parts of a fleet have to stop in order, not all at once.</summary>
internal sealed class HostedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
