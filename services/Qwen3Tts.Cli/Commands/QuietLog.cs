namespace Qwen3Tts.Cli.Commands;

/// <summary>Logs of hosted services for people: one line each, without stack traces.</summary>
internal sealed class QuietLog(TextWriter writer) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(writer);

    public void Dispose()
    {
    }

    private sealed class Logger(TextWriter writer) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var reason = exception is null ? "" : $" {exception.GetType().Name}: {exception.Message}";
            var line = $"{logLevel}: {formatter(state, exception)}{reason}".ReplaceLineEndings(" ");
            lock (writer)
                writer.WriteLine(line);
        }
    }
}
