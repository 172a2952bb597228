using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Qwen3Tts.ServiceDefaults.Settings;

/// <summary>Reads the file of settings again and again. All that it says is taken on, or nothing.</summary>
internal sealed partial class SettingsWatch(
    SettingsFile file, IEnumerable<ILiveOptions> followers, IOptions<SettingsOptions> options, TimeProvider time, ILogger<SettingsWatch> logger)
    : BackgroundService
{
    private string? _failure;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SettingsPeriod, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            Refresh();
    }

    private void Refresh()
    {
        try
        {
            file.Refresh(Use);
            _failure = null;
        }
        catch (Exception error) when (error is InvalidDataException or AggregateException)
        {
            var failure = error is AggregateException several
                ? string.Join(" ", several.Flatten().InnerExceptions.Select(one => one.Message).Distinct())
                : error.Message;
            // Once, however often it is read.
            if (failure != _failure)
                LogKept(failure);
            _failure = failure;
        }
    }

    /// <exception cref="AggregateException">Some are not valid.</exception>
    private void Use()
    {
        var (ready, wrong) = (new List<Action>(), new List<Exception>());
        foreach (var follower in followers)
        {
            try
            {
                ready.Add(follower.Prepare());
            }
            catch (Exception error)
            {
                wrong.Add(error);
            }
        }

        if (wrong.Count > 0)
            throw new AggregateException(wrong);
        ready.ForEach(take => take());
    }

    [LoggerMessage(14, LogLevel.Error, "The settings that there were stay in force: {Reason}")]
    private partial void LogKept(string reason);
}
