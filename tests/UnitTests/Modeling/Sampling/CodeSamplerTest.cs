using Qwen3Tts.Modeling.Sampling;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.UnitTests.Modeling.Sampling;

public sealed class CodeSamplerTest
{
    private static readonly SamplingParameters Greedy = new(0, 50, 1, 1);
    private static readonly SamplingParameters Plain = new(1, 0, 1, 1);

    [Fact]
    public void Draw_TemperatureZero_TakesTheFirstOfTheLargest() =>
        Assert.Equal(1, new CodeSampler(4).Draw([0, 3, 3, 1], Greedy, null, null, seed: 1, frame: 0, group: 0));

    [Fact]
    public void Draw_NegativeLogit_IsPenalisedDownwards()
    {
        var history = new CodeHistory(2);
        history.Add(0);
        // Dividing a negative logit would raise it: −1 / 2 > −1.5.
        var drawn = new CodeSampler(2).Draw([-1, -1.5f], Greedy with { RepetitionPenalty = 2 }, history, null, 1, 0, 0);
        Assert.Equal(1, drawn);
    }

    [Fact]
    public void Draw_BeforeEnoughDraws_NeverEnds()
    {
        var sampler = new CodeSampler(6);
        var end = new EndOfSpeech(Id: 5, FirstSuppressed: 4, MinDraws: 2);
        var history = new CodeHistory(6);
        Assert.NotEqual(5, sampler.Draw([0, 0, 0, 0, 9, 100], Plain, history, end, 1, 0, 0));
        history.Add(0);
        Assert.NotEqual(5, sampler.Draw([0, 0, 0, 0, 9, 100], Plain, history, end, 1, 1, 0));
        history.Add(0);
        Assert.Equal(5, sampler.Draw([0, 0, 0, 0, 9, 100], Plain, history, end, 1, 2, 0));
    }

    [Fact]
    public void Surprise_IsSurprisalLessEntropyOfWhatIsDrawnFrom()
    {
        float[] logits = [0, 1, 2, 0.5f, -3, 7];
        var parameters = new SamplingParameters(0.7f, 2, 0.5f, 1.3f);
        var history = new CodeHistory(6);
        history.Add(2);
        history.Add(4);
        var end = new EndOfSpeech(Id: 5, FirstSuppressed: 5, MinDraws: 3);
        var sampler = new CodeSampler(6);
        // Neither top-k nor top-p counts: what they leave out would have no surprise that could be told.
        var probabilities = sampler.Probabilities(logits, parameters with { TopK = 0, TopP = 1 }, history, end);
        var entropy = -probabilities.Where(probability => probability > 0).Sum(probability => probability * Math.Log(probability));

        for (var code = 0; code < 5; code++)
            Assert.Equal(-Math.Log(probabilities[code]) - entropy, sampler.Surprise(code, logits, parameters, history, end), 1e-4);
        Assert.InRange(sampler.Surprise(5, logits, parameters, history, end), 70, 90);
        Assert.Equal(
            sampler.Surprise(3, logits, Plain, null, null), sampler.Surprise(3, logits, Greedy, null, null), 1e-6);
    }

    [Fact]
    public void Draw_ManyFrames_FollowsTheProbabilities()
    {
        float[] logits = [0, 1, 2, 0.5f, -3];
        var sampler = new CodeSampler(5);
        var parameters = new SamplingParameters(0.9f, 4, 0.95f, 1);
        var expected = sampler.Probabilities(logits, parameters, null, null);
        var counts = new int[5];
        const int Draws = 40_000;
        for (var frame = 0; frame < Draws; frame++)
            counts[sampler.Draw(logits, parameters, null, null, seed: 11, frame, group: 3)]++;

        for (var id = 0; id < 5; id++)
        {
            // Five standard deviations of a count.
            var spread = 5 * Math.Sqrt(Draws * expected[id] * (1 - expected[id]));
            Assert.InRange(counts[id], Draws * expected[id] - spread, Draws * expected[id] + spread);
        }

        Assert.Equal(0, counts[4]);
    }

    [Fact]
    public void Draw_TopPOfLargeScores_KeepsMoreThanTheHighest()
    {
        // At temperature 0.1 the scores reach 300; their exponentials have no finite number.
        var sampler = new CodeSampler(3);
        var parameters = new SamplingParameters(0.1f, 0, 0.9f, 1);

        var drawn = Enumerable.Range(0, 100).Select(frame => sampler.Draw([30, 29.95f, 1], parameters, null, null, 1, frame, 0)).Distinct();

        Assert.Equal([0, 1], drawn.Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(299)]
    public void Probabilities_TopK_KeepsTheHighestAndTheirEquals(int count)
    {
        var random = new Random(count);
        // Coarse values: many are equal.
        float[] logits = [.. Enumerable.Range(0, 300).Select(_ => random.Next(-40, 40) / 4f)];
        var lowest = logits.OrderDescending().ElementAt(count - 1);

        var probabilities = new CodeSampler(300).Probabilities(logits, new SamplingParameters(1, count, 1, 1), history: null, end: null);

        Assert.Equal(logits.Select(logit => logit >= lowest), probabilities.Select(probability => probability > 0));
    }
}
