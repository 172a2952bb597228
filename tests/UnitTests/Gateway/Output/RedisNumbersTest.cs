using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Gateway.Output;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Tests.Redis;

namespace Qwen3Tts.UnitTests.Gateway.Output;

public sealed class RedisNumbersTest(RedisServer server) : IClassFixture<RedisServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replicas_ThatShareARedis_ShareNoNumber()
    {
        await using var one = Connect(server.Connection);
        await using var two = Connect(server.Connection);
        using RedisNumbers first = new(one), second = new(two);
        var numbers = new List<int>();

        for (var i = 0; i < 600; i++)
            numbers.AddRange([await first.NextAsync(Ct), await second.NextAsync(Ct)]);

        Assert.Equal(numbers.Count, numbers.Distinct().Count());
        Assert.All(numbers, number => Assert.InRange(number, 0, WatermarkPayload.MaxUtterance));
    }

    [Fact]
    public async Task Numbers_WhileRedisIsAway_AreDrawn()
    {
        await using var nowhere = Connect("127.0.0.1:1,abortConnect=false,connectTimeout=100");
        using var numbers = new RedisNumbers(nowhere);

        var drawn = new[] { await numbers.NextAsync(Ct), await numbers.NextAsync(Ct) };

        Assert.All(drawn, number => Assert.InRange(number, 0, WatermarkPayload.MaxUtterance));
        Assert.Equal((drawn[0] + 1) & WatermarkPayload.MaxUtterance, drawn[1]);
    }

    private static RedisConnection Connect(string connection) =>
        new(Options.Create(new RedisOptions { Connection = connection }), NullLoggerFactory.Instance, TimeProvider.System);
}
