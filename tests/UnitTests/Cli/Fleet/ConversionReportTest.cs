using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.UnitTests.Cli.Fleet;

public sealed class ConversionReportTest
{
    [Fact]
    public void Report_LargeNetwork_WritesALineForEachTenth()
    {
        var lines = Lines(total: 1000L << 20);

        Assert.Equal(11, lines.Length);
        Assert.Equal("Building nano's talker: 1000.0 MiB", lines[0]);
        Assert.Equal("Building nano's talker: 10 % of 1000.0 MiB", lines[1]);
        Assert.Equal("Building nano's talker: 100 % of 1000.0 MiB", lines[^1]);
    }

    [Fact]
    public void Report_SmallNetwork_WritesOneLine() => Assert.Equal(["Building nano's talker: 25.0 MiB"], Lines(total: 25L << 20));

    private static string[] Lines(long total)
    {
        using var writer = new StringWriter();
        var report = new ConversionReport(writer);
        for (var i = 0; i <= 1000; i++)
            report.Report(new ConversionProgress("nano", "talker", total / 1000 * i, total / 1000 * 1000));
        return writer.ToString().Split(writer.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
