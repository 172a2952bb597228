using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.ServiceDefaults.Telemetry;

namespace Qwen3Tts.UnitTests.ServiceDefaults.Telemetry;

public sealed class ProgressLogTest
{
    private const long Mebibyte = 1 << 20;

    [Fact]
    public void Report_TellsBeginningsEndsAndEveryTenSecondsBetween()
    {
        var time = new FakeTimeProvider();
        using var log = new TestHost.RecordedLog();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        var progress = new ProgressLog<(string, long, long)>(loggers.CreateLogger("progress"), time, value => value);

        progress.Report(("Building a", Mebibyte, 100 * Mebibyte));
        progress.Report(("Building a", 2 * Mebibyte, 100 * Mebibyte));
        time.Advance(TimeSpan.FromSeconds(11));
        progress.Report(("Building a", 30 * Mebibyte, 100 * Mebibyte));
        progress.Report(("Building a", 40 * Mebibyte, 100 * Mebibyte));
        progress.Report(("Building a", 100 * Mebibyte, 100 * Mebibyte));
        progress.Report(("Building b", Mebibyte, 8 * Mebibyte));

        Assert.Equal(
            [
                "Building a: 1.0 of 100.0 MiB.", "Building a: 30.0 of 100.0 MiB.", "Building a: 100.0 of 100.0 MiB.", "Building b: 1.0 of 8.0 MiB.",
            ],
            log.Entries.Select(entry => entry.Text));
    }
}
