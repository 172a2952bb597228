using Qwen3Tts.Cli.Listing;

namespace Qwen3Tts.UnitTests.Cli.Listing;

public sealed class ProgressLinesTest
{
    [Fact]
    public void Report_LargeThing_WritesALineForEachTenth()
    {
        var lines = Lines(total: 1000L << 20);

        Assert.Equal(11, lines.Length);
        Assert.Equal("Building it: 1000.0 MiB", lines[0]);
        Assert.Equal("Building it: 10 % of 1000.0 MiB", lines[1]);
        Assert.Equal("Building it: 100 % of 1000.0 MiB", lines[^1]);
    }

    [Fact]
    public void Report_SmallThing_WritesOneLine() => Assert.Equal(["Building it: 25.0 MiB"], Lines(total: 25L << 20));

    [Fact]
    public void Report_UnknownSize_WritesOneLine() => Assert.Equal(["Building it: …"], Lines(total: 0));

    private static string[] Lines(long total)
    {
        using var writer = new StringWriter();
        var lines = new ProgressLines(writer);
        for (var i = 0; i <= 1000; i++)
            lines.Report("Building it", total * i / 1000, total);
        return writer.ToString().Split(writer.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
