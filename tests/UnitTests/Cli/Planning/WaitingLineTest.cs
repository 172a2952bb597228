using Qwen3Tts.Cli.Planning;

namespace Qwen3Tts.UnitTests.Cli.Planning;

public sealed class WaitingLineTest
{
    [Theory]
    // One place: whoever comes while it is taken. Two and ten: from tables of Erlang's C.
    [InlineData(1, 0.6, 0.6)]
    [InlineData(2, 1, 1.0 / 3)]
    [InlineData(10, 7, 0.2217)]
    [InlineData(3, 3, 1)]
    [InlineData(3, 0, 0)]
    public void Waiting_IsErlangs(int places, double load, double share) => Assert.Equal(share, WaitingLine.Waiting(places, load), 0.0001);

    [Fact]
    public void Wait_IsNone_WhereFewWait() => Assert.Equal(0, WaitingLine.Wait(20, 5, 10, 0.95));

    [Fact]
    public void Wait_OfOnePlace_IsExponential() => Assert.Equal(10 * Math.Log(0.6 / 0.05) / 0.4, WaitingLine.Wait(1, 0.6, 10, 0.95), 9);

    [Fact]
    public void Wait_WhereMoreComesThanGoes_IsEndless() => Assert.Equal(double.PositiveInfinity, WaitingLine.Wait(4, 4, 10, 0.95));
}
