using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Qwen3Tts.ServiceDefaults.Telemetry;

/// <summary>Writes how far long work is to the log: when something begins, when it ends, and every ten seconds between.</summary>
/// <param name="read">What is done, and how many bytes of how many.</param>
public sealed partial class ProgressLog<T>(ILogger logger, TimeProvider time, Func<T, (string Subject, long Done, long Total)> read) : IProgress<T>
{
    private const double Mebibyte = 1 << 20;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private string? _subject;
    private long _logged;

    public static ProgressLog<T> Of(IServiceProvider services, Func<T, (string Subject, long Done, long Total)> read) =>
        new(services.GetRequiredService<ILogger<ProgressLog<T>>>(), services.GetRequiredService<TimeProvider>(), read);

    public void Report(T value)
    {
        var (subject, done, total) = read(value);
        lock (_lock)
        {
            if (subject == _subject && done < total && time.GetElapsedTime(_logged) < Period)
                return;
            (_subject, _logged) = (subject, time.GetTimestamp());
            LogProgress(logger, subject, done / Mebibyte, total / Mebibyte);
        }
    }

    [LoggerMessage(11, LogLevel.Information, "{Subject}: {Done:0.0} of {Total:0.0} MiB.")]
    private static partial void LogProgress(ILogger logger, string subject, double done, double total);
}
