using Qwen3Tts.Cli.Client;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Speaking;

namespace Qwen3Tts.FunctionalTests.Recognition;

/// <summary>A document's voices sound as those who are named.</summary>
public sealed class TwoVoicesTest(FleetFixture fleets)
{
    private const string Words = "The old captain carried seven horses near the church.";

    [Fact]
    public async Task Voices_OfADocument_EachSpeakTheirWords()
    {
        using var client = await FleetFixture.ClientAsync(fleets.NanoAsync());
        using var checkpoint = Checkpoint.Open(Repository.File("deploy/models/nano"));
        using var xVectors = new XVectors(checkpoint);

        var both = await SpeakAsync(client, $"<speak>{Words}<voice name=\"clara\"><mark name=\"clara\"/>{Words}</voice></speak>", ssml: true);
        var joe = await SpeakAsync(client, Words, ssml: false);
        var clara = await SpeakAsync(client, $"<speak><voice name=\"clara\">{Words}</voice></speak>", ssml: true);

        Assert.Empty(both.Warnings);
        var place = (int)Assert.Single(both.Marks).Sample;
        var (first, second) = (both.Wave.Samples[..place], both.Wave.Samples[place..]);
        // Said by the same seed they are the same speech; only the mark that all speech carries is another.
        Assert.InRange(Math.Abs(first.Length - joe.Wave.Samples.Length), 0, 24_000);
        Assert.True(xVectors.Similarity(second, clara.Wave.Samples) > 0.995);
        Assert.True(xVectors.Similarity(first, joe.Wave.Samples) > 0.99);
        Assert.True(xVectors.Similarity(first, second) < xVectors.Similarity(second, clara.Wave.Samples) - 0.05);
    }

    private static Task<SpokenSpeech> SpeakAsync(FleetClient client, string text, bool ssml) => SpokenSpeech.OfAsync(
        client, new SpeechRequest(Voice: "joe", Seed: 3) { Ssml = ssml }, text, TestContext.Current.CancellationToken);
}
