using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Speaking;

namespace Qwen3Tts.FunctionalTests.Recognition;

/// <summary>A text that is cut after each sentence, what follows led on from what was before.</summary>
public sealed class LedOnTest
{
    private const string Text = "The old captain carried the wooden boat. My youngest sister found an open window. The doctor forgot the key to the garden.";

    [Fact]
    public async Task LongText_IsSaidWordByWordAsIfInOneGo()
    {
        await using var fleet = await LocalFleet.StartAsync(
            new LocalFleetSettings
            {
                Checkpoints = [Repository.File("deploy/models/nano")],
                Configuration = new Dictionary<string, string?> { ["TextFrontend:CutAfter"] = "20", ["LongTexts:LeadOn"] = "true", ["Watermark:Enabled"] = "false" },
            },
            TestContext.Current.CancellationToken);
        using var client = new FleetClient(fleet.Address);

        var once = await SpeakAsync(client);
        var again = await SpeakAsync(client);

        var words = once.Marks.Where(mark => mark.Kind is MarkKind.Word).ToList();
        Assert.Equal(Text.Replace(".", "", StringComparison.Ordinal).Split(' '), words.Select(mark => mark.Name));
        // A letter takes 45 ms in the mean: no part is left out or said twice.
        Assert.All(words.Zip(words.Skip(1)), pair => Assert.InRange(pair.Second.Sample - pair.First.Sample, 960, 36_000));
        Assert.InRange(once.Wave.Samples.Length / (double)once.Wave.SampleRate, 0.035 * Text.Length, 0.09 * Text.Length);
        Assert.Equal(once.Wave.Samples, again.Wave.Samples);
    }

    private static Task<SpokenSpeech> SpeakAsync(FleetClient client) => SpokenSpeech.OfAsync(
        client, new SpeechRequest(Voice: "joe", Seed: 1) { TimesWords = true }, Text, TestContext.Current.CancellationToken);
}
