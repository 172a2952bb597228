using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.UnitTests.Gateway.Shaping;

/// <summary>Frames of 80 ms; each token is spoken by five of them, 0.4 s.</summary>
public sealed class StretchPlanTest
{
    private static readonly CodecFormat Codec = new("fake", 1, 10, 24_000, 1920);

    [Theory]
    [InlineData(new[] { 0, 12, 22 }, 8)]
    [InlineData(new[] { 0, 16, 22 }, 14)]
    [InlineData(new[] { 0, 6, 28 }, 7)]
    [InlineData(new[] { 0 }, 7)]
    public void Carry_IsTheLastSentencesOfSixSeconds_OrTheLastWords(int[] sentences, int tokens)
    {
        // Six seconds have 15 tokens, three seven, and the least, one second, three.
        var plan = Spoken(tokens: 30, sentences);

        Assert.Equal(new Carried(tokens, 5 * tokens), plan.Carry(150));
    }

    [Fact]
    public void Carry_AfterACut_IsOfTheLastStretch()
    {
        var plan = Spoken(tokens: 30, 0);
        plan.Begin(150, TimeSpan.Zero, ProsodySettings.Neutral, anew: true);
        plan.AddTokens(10);
        plan.AddStart(0, sentence: true);
        plan.AddStart(5, sentence: true);
        plan.Speak(150, Enumerable.Range(0, 50).Select(frame => frame / 5));

        Assert.Equal(new Carried(10, 50), plan.Carry(200));
    }

    [Fact]
    public void Carry_WhereFramesDoNotTell_IsNothing()
    {
        var plan = new StretchPlan(Codec, ProsodySettings.Neutral);
        plan.AddTokens(30);
        plan.AddStart(20, sentence: true);

        Assert.Null(plan.Carry(150));
    }

    private static StretchPlan Spoken(int tokens, params int[] sentences)
    {
        var plan = new StretchPlan(Codec, ProsodySettings.Neutral);
        plan.AddTokens(tokens);
        for (var token = 0; token < tokens; token++)
            plan.AddStart(token, sentences.Contains(token));
        plan.Speak(0, Enumerable.Range(0, 5 * tokens).Select(frame => frame / 5));
        return plan;
    }
}
