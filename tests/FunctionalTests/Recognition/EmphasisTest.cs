using System.Numerics.Tensors;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Tests.Speaking;

namespace Qwen3Tts.FunctionalTests.Recognition;

/// <summary>Emphasis of a word within a sentence, where the model tells when it says it.</summary>
public sealed class EmphasisTest(FleetFixture fleets)
{
    [Theory]
    [InlineData("joe")]
    [InlineData("clara")]
    public async Task Word_WithEmphasis_IsLouderAndLongerWithinTheSameSentence(string voice)
    {
        using var client = await FleetFixture.ClientAsync(fleets.NanoAsync());

        var plain = await SpeakAsync(client, voice, "<speak>The old captain carried seven horses near the church.</speak>");
        var strong = await SpeakAsync(client, voice, "<speak>The old captain <emphasis>carried</emphasis> seven horses near the church.</speak>");

        Assert.Empty(strong.Warnings);
        Assert.Equal(plain.Marks.Select(mark => mark.Name), strong.Marks.Select(mark => mark.Name));
        Assert.Equal(plain.Marks.Take(4).Select(mark => mark.Sample), strong.Marks.Take(4).Select(mark => mark.Sample));
        var (before, after) = (Word(plain, 3), Word(strong, 3));
        Assert.InRange(Level(after) - Level(before), 2, 4);
        Assert.InRange((double)after.Length / before.Length, 1.08, 1.14);
        // The same frames: only the word is longer.
        Assert.Equal(after.Length - before.Length, strong.Wave.Samples.Length - plain.Wave.Samples.Length, 200.0);
    }

    private static Task<SpokenSpeech> SpeakAsync(FleetClient client, string voice, string ssml) => SpokenSpeech.OfAsync(
        client, new SpeechRequest(Voice: voice, Seed: 3) { Ssml = true, TimesWords = true }, ssml, TestContext.Current.CancellationToken);

    private static float[] Word(SpokenSpeech speech, int index)
    {
        var words = speech.Marks.Where(mark => mark.Kind is MarkKind.Word).ToList();
        return speech.Wave.Samples[(int)words[index].Sample..(int)words[index + 1].Sample];
    }

    private static double Level(float[] samples) => 10 * Math.Log10(TensorPrimitives.SumOfSquares<float>(samples) / samples.Length);
}
