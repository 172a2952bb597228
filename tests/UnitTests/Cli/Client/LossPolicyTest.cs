using Qwen3Tts.Cli.Client;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Cli.Client;

public sealed class LossPolicyTest
{
    private static readonly SpeechException Lost = SpeechException.Unavailable("lost");
    private static readonly SpeechException Full = new(SpeechErrorKind.Exhausted, "full") { RetryAfter = TimeSpan.FromSeconds(2) };

    [Fact]
    public void Utterance_ThatHasNotBegun_IsAskedOfEachGatewayOnce()
    {
        var losses = new LossPolicy(gateways: 2, TimeSpan.FromMinutes(1));

        Assert.Equal(TimeSpan.Zero, losses.Next(Lost, hasBegun: false));
        Assert.Null(losses.Next(Lost, hasBegun: false));
        Assert.Null(new LossPolicy(gateways: 1, TimeSpan.FromMinutes(1)).Next(Lost, hasBegun: false));
        Assert.Null(new LossPolicy(gateways: 2, TimeSpan.FromMinutes(1)).Next(Full, hasBegun: false));
    }

    [Fact]
    public void Utterance_ThatHasBegun_GoesOnAtTheOthersAtOnce_ThenAtAllEverLater()
    {
        var losses = new LossPolicy(gateways: 2, TimeSpan.FromMinutes(1));

        Assert.Equal([0, 50, 50, 100, 100, 200, 200, 400, 400, 800, 800, 1000], Enumerable.Range(0, 12).Select(_ => losses.Next(Lost, hasBegun: true)!.Value.TotalMilliseconds));
        losses.Clear();
        Assert.Equal(TimeSpan.Zero, losses.Next(Lost, hasBegun: true));
    }

    [Fact]
    public void Utterance_ThatHasBegun_GoesOnAtTheOnlyAddressToo_AndWaitsWhereThatIsFull()
    {
        var losses = new LossPolicy(gateways: 1, TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.FromMilliseconds(50), losses.Next(Lost, hasBegun: true));
        Assert.Equal(TimeSpan.FromSeconds(2), losses.Next(Full, hasBegun: true));
        Assert.Null(losses.Next(SpeechException.Invalid("wrong"), hasBegun: true));
    }

    [Fact]
    public void Utterance_ThatNoneGoesOnWith_IsGivenUp()
    {
        var losses = new LossPolicy(gateways: 1, TimeSpan.FromSeconds(1));

        Assert.Null(losses.Next(Full, hasBegun: true));
    }
}
