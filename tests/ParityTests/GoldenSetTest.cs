namespace Qwen3Tts.ParityTests;

public sealed class GoldenSetTest
{
    [Fact]
    public void GoldenSet_AsNamed_HasCases() =>
        Assert.True(GoldenSet.Cases("").Any(), $"There is no case under {GoldenSet.Root}: nothing would be compared.");
}
