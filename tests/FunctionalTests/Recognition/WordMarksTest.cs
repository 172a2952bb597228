using Qwen3Tts.Cli.Client;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Speaking;

namespace Qwen3Tts.FunctionalTests.Recognition;

/// <summary>Words begin when the fleet says that they do: a recogniser that is told the words tells when it hears them.</summary>
public sealed class WordMarksTest(FleetFixture fleets)
{
    [Theory]
    [InlineData("joe", TextDelivery.Streaming, null)]
    [InlineData("oskar", TextDelivery.Whole, null)]
    [InlineData("robin", TextDelivery.Streaming, 0.8)]
    [InlineData("clara", TextDelivery.Streaming, 1.25)]
    public async Task Words_BeginWhenTheyAreHeard(string voice, TextDelivery delivery, double? rate)
    {
        Tool.Need(Recogniser.Program);
        using var client = await FleetFixture.ClientAsync(fleets.NanoAsync());
        var (errors, compared) = (new List<double>(), 0);
        foreach (var sentence in Sentences.All)
        {
            var request = new SpeechRequest(Voice: voice, Delivery: delivery, Seed: 1) { TimesWords = true, Rate = rate };
            var (speech, marks, _) = await SpokenSpeech.OfAsync(client, request, sentence, TestContext.Current.CancellationToken);
            Assert.Equal(Words(sentence), marks.Where(mark => mark.Kind is MarkKind.Word).Select(mark => mark.Name));
            Assert.All(marks, mark => Assert.Equal((mark.Name, false), (sentence.Substring(mark.TextStart, mark.Name.Length), mark.IsEstimated)));
            Assert.Single(marks, mark => mark is { Kind: MarkKind.Sentence, TextStart: 0 });
            using var recogniser = new Recogniser([sentence]);
            var heard = await recogniser.TimeAsync(speech, TestContext.Current.CancellationToken);
            if (heard.Count != Words(sentence).Count())
                continue;
            compared++;
            errors.AddRange(marks.Where(mark => mark.Kind is MarkKind.Word).Zip(heard).Skip(1)
                .Select(pair => Math.Abs((double)pair.First.Sample / speech.SampleRate - pair.Second.Start)));
        }

        errors.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"{compared} sentences, off by {errors[errors.Count / 2]:f3} s at the median, {errors[^1]:f3} s at most");
        Assert.True(compared >= 6, $"{compared}");
        // Half a frame, and what the recogniser itself is off by.
        Assert.InRange(errors[errors.Count / 2], 0, 0.06);
        Assert.InRange(errors[(int)(0.9 * errors.Count)], 0, 0.15);
    }

    private static IEnumerable<string> Words(string sentence) => sentence.TrimEnd('.').Split(' ');
}
