using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.ServiceDefaults.Health;

/// <summary>
/// Loads a <typeparamref name="T"/> in the background from the host's start on, and owns it. The service answers meanwhile,
/// not ready. A failed load stops the host.
/// </summary>
public sealed partial class Loading<T>(
    Func<T> load, ServiceIdentity service, IHostApplicationLifetime lifetime, ILogger<Loading<T>> logger)
    : BackgroundService, ILoading
    where T : class
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _value;

    public Task Completion => _completion.Task;

    /// <exception cref="SpeechException">Unavailable: it is still loading, or could not be loaded.</exception>
    public T Value => Volatile.Read(ref _value)
        ?? throw SpeechException.Unavailable($"The service '{service.Name}' is still loading.");

    public override void Dispose()
    {
        (Interlocked.Exchange(ref _value, null) as IDisposable)?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            Volatile.Write(ref _value, await Task.Run(load, stoppingToken));
            _completion.SetResult();
        }
        catch (Exception error)
        {
            _completion.SetException(error);
            if (stoppingToken.IsCancellationRequested)
                return;
            LogFailed(error, typeof(T).Name);
            Environment.ExitCode = 1;
            // A host that is told to stop while it starts fails with a cancellation instead of ending.
            await HasStarted(stoppingToken);
            lifetime.StopApplication();
        }
    }

    private async Task HasStarted(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    [LoggerMessage(10, LogLevel.Critical, "{Part} could not be loaded.")]
    private partial void LogFailed(Exception error, string part);
}
