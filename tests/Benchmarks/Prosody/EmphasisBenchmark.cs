using Qwen3Tts.Benchmarks.Guard;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Speaking;

namespace Qwen3Tts.Benchmarks.Prosody;

/// <summary>
/// What emphasis does to a word within a sentence. Where the word is, a recogniser tells that is told the words, of the speech with emphasis and
/// without: the fleet's own word times, by which the word is shaped, are not asked.
/// </summary>
internal static class EmphasisBenchmark
{
    private const int MinLetters = 4;

    public static async Task RunAsync(FleetClient client, string[] voices, int count, TextWriter output)
    {
        var (heard, louder, longer, either) = (0, 0, 0, 0);
        List<double> gains = [], lengths = [], others = [];
        for (var i = 0; i < count; i++)
        {
            var text = SpeechTexts.SentenceAt(i);
            var words = text.Split(' ');
            var chosen = Enumerable.Range(0, words.Length - 1).OrderBy(word => Math.Abs(2 * word - words.Length)).First(word => words[word].Length >= MinLetters);
            var request = new SpeechRequest(Voice: voices[i % voices.Length], Seed: (ulong)i, ToFile: true) { Ssml = true };
            var plain = await WordsAsync(client, request, text, string.Join(' ', words));
            words[chosen] = $"<emphasis>{words[chosen]}</emphasis>";
            var strong = await WordsAsync(client, request, text, string.Join(' ', words));
            // What the recogniser does not hear as it was written tells nothing of the word.
            if (plain.Count != words.Length || strong.Count != words.Length)
                continue;
            heard++;
            var (gain, length) = (strong[chosen].Level - plain[chosen].Level, 100.0 * strong[chosen].Length / plain[chosen].Length - 100);
            gains.Add(gain);
            lengths.Add(length);
            others.AddRange(Enumerable.Range(0, words.Length).Where(word => Math.Abs(word - chosen) > 1).Select(word => Math.Abs(strong[word].Level - plain[word].Level)));
            louder += gain >= 1.5 ? 1 : 0;
            longer += length >= 8 ? 1 : 0;
            either += gain >= 1.5 || length >= 8 ? 1 : 0;
        }

        output.WriteLine();
        output.WriteLine("| emphasised words, heard as written | louder by, dB, median | longer by, %, median | at least 1.5 dB louder | at least 8 % longer | either | other words: level off by, dB, median |");
        output.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        output.WriteLine(FormattableString.Invariant(
            $"| {heard} of {count} | {Median(gains):f2} | {Median(lengths):f1} | {louder} | {longer} | {either} | {Median(others):f2} |"));
    }

    // Each from where it is heard to begin to where the next is.
    private static async Task<List<(double Level, int Length)>> WordsAsync(FleetClient client, SpeechRequest request, string text, string ssml)
    {
        var (speech, _, _) = await SpokenSpeech.OfAsync(client, request, $"<speak>{ssml}</speak>", CancellationToken.None);
        using var recogniser = new Recogniser([text]);
        var starts = (await recogniser.TimeAsync(speech, CancellationToken.None)).Select(word => (int)(word.Start * speech.SampleRate)).ToList();
        return [.. starts.Zip(starts.Skip(1).Append(speech.Samples.Length), (from, end) => (Level(speech.Samples[from..end]), end - from))];
    }

    private static double Level(float[] samples) => 10 * Math.Log10(samples.Average(sample => (double)sample * sample) + 1e-9);

    private static double Median(List<double> values) => values.Count is 0 ? double.NaN : values.Order().ElementAt(values.Count / 2);
}
