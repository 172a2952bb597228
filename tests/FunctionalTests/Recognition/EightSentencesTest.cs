using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Tests;

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
            var speech = await SpeakAsync(client, request, sentence);
            heard.Add(await recogniser.RecogniseAsync(speech, TestContext.Current.CancellationToken));
        }

        var right = heard.Index().Count(pair => pair.Item == pair.Index);
        TestContext.Current.TestOutputHelper?.WriteLine($"{voice}, {delivery}: {right} of {Sentences.All.Count}");
        Assert.True(right >= Needed, $"{voice}, {delivery}: {right} of {Sentences.All.Count} ({string.Join(", ", heard)})");
    }

    private static async Task<Waveform> SpeakAsync(FleetClient client, SpeechRequest request, string sentence)
    {
        var samples = new List<float>();
        var sampleRate = 0;
        await foreach (var happened in client.SpeakAsync(request, Words(sentence), TestContext.Current.CancellationToken))
        {
            if (happened is SpeechEvent.Started started)
                sampleRate = started.SampleRate;
            else if (happened is SpeechEvent.Audio audio)
                samples.AddRange(Pcm16.ToFloat(audio.Pcm.Span));
        }

        return new Waveform([.. samples], sampleRate);
    }

    /// <summary>Word by word, as a language model would send it.</summary>
    private static async IAsyncEnumerable<string> Words(string sentence)
    {
        await Task.CompletedTask;
        foreach (var (index, word) in sentence.Split(' ').Index())
            yield return index is 0 ? word : $" {word}";
    }
}
