using Microsoft.Extensions.Logging;
using Qwen3Tts.Cli.Commands;

namespace Qwen3Tts.UnitTests.Cli.Commands;

public sealed class QuietLogTest
{
    [Fact]
    public void Log_WithAnException_IsOneLineWithoutItsTrace()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        using var log = new QuietLog(writer);

        log.CreateLogger("a").LogError(Thrown(), "It failed.");

        Assert.Equal("Error: It failed. InvalidOperationException: two lines\n", writer.ToString());
    }

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("two\nlines");
        }
        catch (InvalidOperationException error)
        {
            return error;
        }
    }
}
