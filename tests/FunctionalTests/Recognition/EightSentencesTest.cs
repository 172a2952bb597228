using Qwen3Tts.Cli.Client;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Speaking;

namespace Qwen3Tts.FunctionalTests.Recognition;

/// <summary>The embedded checkpoint says what it is given, in every voice that ships with it: a recogniser that knows nothing of it tells.</summary>
public sealed class EightSentencesTest(FleetFixture fleets)
{
    private const int Needed = 7;
    private const ulong Seed = 1;

    public static TheoryData<string, TextDelivery> Voices
    {
        get
        {
            var data = new TheoryData<string, TextDelivery>();
            foreach (var voice in (string[])["clara", "joe", "oskar", "robin"])
            {
                data.Add(voice, TextDelivery.Streaming);
                data.Add(voice, TextDelivery.Whole);
            }

            return data;
        }
    }

    [Fact]
    public async Task Voices_AreAllThatShip()
    {
        using var client = await FleetFixture.ClientAsync(fleets.NanoAsync());

        var shipped = await client.ListVoicesAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            Voices.Select(row => row.Data.Item1).Distinct(),
            shipped.Where(voice => voice.BuiltIn).Select(voice => voice.Name));
    }

    [Theory]
    [MemberData(nameof(Voices))]
    public async Task Sentence_Spoken_IsTheOneRecognised(string voice, TextDelivery delivery)
    {
        Tool.Need(Recogniser.Program);
        using var client = await FleetFixture.ClientAsync(fleets.NanoAsync());
        using var recogniser = new Recogniser(Sentences.All);
        var heard = new List<int?>();
        foreach (var sentence in Sentences.All)
        {
            var request = new SpeechRequest(Voice: voice, Delivery: delivery, Seed: Seed);
            var (speech, _, _) = await SpokenSpeech.OfAsync(client, request, Words(sentence), TestContext.Current.CancellationToken);
            heard.Add(await recogniser.RecogniseAsync(speech, TestContext.Current.CancellationToken));
        }

        var right = heard.Index().Count(pair => pair.Item == pair.Index);
        TestContext.Current.TestOutputHelper?.WriteLine($"{voice}, {delivery}: {right} of {Sentences.All.Count}");
        Assert.True(right >= Needed, $"{voice}, {delivery}: {right} of {Sentences.All.Count} ({string.Join(", ", heard)})");
    }

    /// <summary>Word by word, as a language model would send it.</summary>
    private static IEnumerable<string> Words(string sentence) =>
        sentence.Split(' ').Select((word, index) => index is 0 ? word : $" {word}");
}
