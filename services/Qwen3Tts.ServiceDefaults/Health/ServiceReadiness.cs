using Microsoft.Extensions.Hosting;

namespace Qwen3Tts.ServiceDefaults.Health;

/// <summary>Whether this service takes calls: all its parts are loaded, its device works and the host is not stopping.</summary>
public sealed class ServiceReadiness(IEnumerable<ILoading> parts, IEnumerable<RunWatch> watches, IHostApplicationLifetime lifetime)
{
    private readonly ILoading[] _parts = [.. parts];
    private readonly RunWatch[] _watches = [.. watches];

    public ReadinessState State => lifetime.ApplicationStopping.IsCancellationRequested ? ReadinessState.Draining
        : _watches.Any(watch => watch.IsStuck) ? ReadinessState.Stuck
        : _parts.All(part => part.Completion.IsCompletedSuccessfully) ? ReadinessState.Ready
        : ReadinessState.Loading;

    /// <summary>Ends when all parts are loaded; faulted with what went wrong when one could not be.</summary>
    public Task WhenLoaded => Task.WhenAll(_parts.Select(part => part.Completion));
}
