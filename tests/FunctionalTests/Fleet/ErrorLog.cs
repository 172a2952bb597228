using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Qwen3Tts.FunctionalTests.Fleet;

/// <summary>Errors that fleets have logged. One that no test expects fails the test that ran.</summary>
public static class ErrorLog
{
    private static readonly ConcurrentQueue<string> Errors = new();
    private static readonly ConcurrentQueue<string> Expected = new();

    public static ILoggerProvider Provider { get; } = new Sink();

    /// <summary>An error that a process of its own has logged.</summary>
    public static void Add(string error) => Errors.Enqueue(error);

    /// <summary>The running test provokes errors whose text contains <paramref name="part"/>.</summary>
    public static void Expect(string part) => Expected.Enqueue(part);

    /// <summary>Those that nobody expected; forgets all.</summary>
    public static IReadOnlyList<string> TakeUnexpected()
    {
        string[] unexpected = [.. Errors.Where(error => !Expected.Any(part => error.Contains(part, StringComparison.Ordinal)))];
        Errors.Clear();
        Expected.Clear();
        return unexpected;
    }

    private sealed class Sink : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Logger(categoryName);

        public void Dispose()
        {
        }
    }

    private sealed class Logger(string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Errors.Enqueue($"{category} {eventId.Id}: {formatter(state, exception)} {exception}");
        }
    }
}
