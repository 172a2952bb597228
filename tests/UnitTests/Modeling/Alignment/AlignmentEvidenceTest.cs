using Qwen3Tts.Modeling.Alignment;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.UnitTests.Modeling.Alignment;

/// <summary>The scores of heads whose attention is made up.</summary>
public sealed class AlignmentEvidenceTest
{
    // What stands before the words, and is attended to as well.
    private const int Before = 5;
    private const float OnWord = 0.8f;

    private static readonly int[] Letters = [4, 2, 7, 3, 1, 9, 0, 5, 2, 8, 3, 6, 1, 7, 4, 10, 2, 5, 3, 0];

    /// <summary>Which token each frame speaks: half as many frames as letters, and one.</summary>
    private static readonly int[] Spoken = [.. Letters.SelectMany((letters, token) => Enumerable.Repeat(token, 1 + letters / 2))];

    private static readonly Func<int, float[]>[] Heads =
    [
        frame => Peak(Spoken[frame]),
        frame => Peak(Spoken[frame] + 1),
        frame => Peak(Math.Max(0, Spoken[frame] - 1)),
        _ => [.. Enumerable.Repeat(0.03f, Letters.Length + 1)],
        frame => Peak(Letters.Length - 1 - Spoken[frame]),
        _ => Peak(3),
        frame => Peak(Math.Min(frame, Letters.Length)),
        frame => Peak(Spoken[frame], 0.1f),
    ];

    [Fact]
    public void Head_OnTheTokenBeingSaid_IsTrustedAndBefore_AllOthers()
    {
        var scores = Score();

        Assert.Equal(new AlignmentHead(0, 0), scores[0].Head);
        Assert.True(scores[0].IsTrusted);
        Assert.Equal((1, 1, OnWord), (scores[0].Monotone, scores[0].Covering, (float)scores[0].Sharp));
        Assert.InRange(scores[0].Timed, 0.8, 1);
    }

    [Fact]
    public void Head_WithLittleOfItsAttentionThere_IsStillTrusted()
    {
        var score = Of(7);

        Assert.Equal(0.1, score.Sharp, 0.001);
        Assert.True(score.IsTrusted);
    }

    [Theory]
    [InlineData(1, "the next token")]
    [InlineData(2, "the token before")]
    public void Head_OnANeighbour_IsAsGoodInAllButTime(int head, string what)
    {
        var score = Of(head);

        Assert.True(score is { Monotone: 1, Covering: > 0.9, Sharp: > 0.7 }, what);
        Assert.True(score.Timed < 0.1, $"{what}: {score.Timed}");
        Assert.False(score.IsTrusted, what);
    }

    [Theory]
    [InlineData(3, "all alike")]
    [InlineData(4, "backwards")]
    [InlineData(5, "one token")]
    [InlineData(6, "a token a frame")]
    public void Head_ThatDoesNotAlign_IsNotTrusted(int head, string what)
    {
        Assert.False(Of(head).IsTrusted, $"{what}: {Of(head).Total}");
        Assert.True(Of(head).Total < 0.4, $"{what}: {Of(head).Total}");
    }

    [Fact]
    public void Head_OnWhatCameLast_WhileTextStreams_IsNotTrusted_ForItIsLostInWholeText()
    {
        // The first head's attention where text streams; of the whole text, the flat head's.
        var evidence = new AlignmentEvidence(1, 1);
        Add(evidence, TextDelivery.Streaming, [Heads[0]]);
        Assert.True(evidence.Scores()[0].IsTrusted);
        Add(evidence, TextDelivery.Whole, [Heads[3]]);

        Assert.False(evidence.Scores()[0].IsTrusted);
    }

    [Fact]
    public void Head_ThatOneOfEightSentencesConfuses_IsStillTrusted_AndOneThatThreeDoIsNot()
    {
        Assert.True(Mixed(confused: 1).IsTrusted);
        Assert.False(Mixed(confused: 3).IsTrusted);
    }

    [Fact]
    public void Tokens_AreThoseOfLetters_InTheDeliveryWithTheFewest()
    {
        var evidence = new AlignmentEvidence(1, 1);
        Add(evidence, TextDelivery.Streaming, [Heads[0]]);
        Add(evidence, TextDelivery.Whole, [Heads[0]]);
        Add(evidence, TextDelivery.Whole, [Heads[0]]);

        // Without the first, the last, and a sign in the middle.
        Assert.Equal(Letters.Length - 3, evidence.Tokens);
    }

    private static HeadScore Mixed(int confused)
    {
        var evidence = new AlignmentEvidence(1, 1);
        for (var i = 0; i < 8; i++)
            Add(evidence, TextDelivery.Streaming, [Heads[i < confused ? 3 : 0]]);
        return evidence.Scores()[0];
    }

    private static HeadScore Of(int head) => Score().Single(score => score.Head.Head == head);

    private static IReadOnlyList<HeadScore> Score()
    {
        var evidence = new AlignmentEvidence(1, Heads.Length);
        Add(evidence, TextDelivery.Streaming, Heads);
        Add(evidence, TextDelivery.Whole, Heads);
        return evidence.Scores();
    }

    private static void Add(AlignmentEvidence evidence, TextDelivery delivery, Func<int, float[]>[] heads)
    {
        var tally = new AttentionTally(1, heads.Length, Before..(Before + Letters.Length + 1));
        for (var frame = 0; frame < Spoken.Length; frame++)
        {
            for (var head = 0; head < heads.Length; head++)
            {
                var words = heads[head](frame);
                // Weights are not divided by their total yet.
                float[] weights = [.. Enumerable.Repeat((1 - words.Sum()) / Before, Before), .. words];
                tally.See(0, head, [.. weights.Select(weight => 3 * weight)], 3);
            }

            tally.Take();
        }

        var sampling = new SamplingParameters(0.9f, 50, 1, 1);
        var request = new GenerationRequest(SynthesisMode.VoiceDesign, "auto", null, null, new PromptTokens([], [], []), delivery, sampling, sampling, 100, 1);
        evidence.Add(new AlignmentSentence(request, [], Letters), tally);
    }

    private static float[] Peak(int token, float weight = OnWord) =>
        [.. Enumerable.Range(0, Letters.Length + 1).Select(i => i == token ? weight : 0.001f)];
}
