namespace Qwen3Tts.UnitTests.Protocol;

public sealed class WireDifferencesTest
{
    private static readonly string[] Before =
    [
        "message a.M", "field a.M 1: name, string, implicit", "field a.M 2: size, int32, implicit", "reserved a.M 9",
        "enum a.E", "value a.E 0: E_UNSPECIFIED", "value a.E 1: E_ONE",
        "service a.S", "method a.S.Say: a.M returns stream a.M",
    ];

    [Theory]
    [InlineData("field a.M 2: size, int32, implicit", "", "field a.M 2 ('size, int32, implicit') was removed and its number is not reserved")]
    [InlineData("field a.M 2: size, int32, implicit", "field a.M 3: size, int32, implicit", "field a.M 2 ('size, int32, implicit') was removed")]
    [InlineData("field a.M 2: size, int32, implicit", "field a.M 2: size, string, implicit", "was 'size, int32, implicit' and is 'size, string, implicit'")]
    [InlineData("field a.M 2: size, int32, implicit", "field a.M 2: size, int32, present or absent", "and is 'size, int32, present or absent'")]
    [InlineData("value a.E 1: E_ONE", "", "value a.E 1 ('E_ONE') was removed and its number is not reserved")]
    [InlineData("method a.S.Say: a.M returns stream a.M", "method a.S.Say: a.M returns a.M", "and is 'a.M returns a.M'")]
    [InlineData("service a.S", "", "service a.S was removed")]
    [InlineData("reserved a.M 9", "field a.M 9: late, string, implicit", "a.M 9 was reserved and is used again")]
    public void Contracts_OfWhichOneBreaksTheOther_SayHow(string line, string becomes, string expected)
    {
        var differences = WireDifferences.Between(WireContract.Parse(Before), WireContract.Parse(Before.Select(one => one == line ? becomes : one)));

        Assert.Contains(differences, difference => difference.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("field a.M 2: size, int32, implicit", "reserved a.M 2")]
    [InlineData("value a.E 1: E_ONE", "reserved a.E 1")]
    [InlineData("message a.M", "message a.M\nmessage a.N\nfield a.M 3: more, string, implicit\nvalue a.E 2: E_TWO\nmethod a.S.Hear: a.M returns a.M")]
    public void Contracts_WithAdditionsAndReservedNumbers_FitTogether(string line, string becomes) => Assert.Empty(
        WireDifferences.Between(WireContract.Parse(Before), WireContract.Parse(Before.SelectMany(one => (one == line ? becomes : one).Split('\n')))));
}
