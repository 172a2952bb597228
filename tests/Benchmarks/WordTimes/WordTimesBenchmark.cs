using Qwen3Tts.Benchmarks.Guard;
using Qwen3Tts.Benchmarks.Spread;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Speaking;

namespace Qwen3Tts.Benchmarks.WordTimes;

/// <summary>When the fleet says that words begin, against when a recogniser that is told the words hears them begin.</summary>
internal static class WordTimesBenchmark
{
    public const string Header =
        "| text | rate | utterances | words | late by, ms, median | off by, ms, median | 90 % | 99 % | by the share of the text: off by, ms, median | 90 % |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

    private static readonly (TextDelivery Delivery, double? Rate)[] Ways =
        [(TextDelivery.Streaming, null), (TextDelivery.Whole, null), (TextDelivery.Streaming, 0.8), (TextDelivery.Streaming, 1.25)];

    public static async Task RunAsync(string folder, int utterances, TextWriter output, CancellationToken cancellation)
    {
        await using var fleet = await LocalFleet.StartAsync(new LocalFleetSettings { Checkpoints = [folder] }, cancellation);
        using var client = new FleetClient(fleet.Address);
        var voices = (await client.ListVoicesAsync(cancellation)).Where(voice => voice.BuiltIn).Select(voice => voice.Name).ToArray();
        foreach (var (delivery, rate) in Ways)
        {
            var (errors, shares, heard) = (new List<double>(), new List<double>(), 0);
            for (var i = 0; i < utterances; i++)
            {
                var text = SpeechTexts.SentenceAt(i);
                var request = new SpeechRequest(Voice: voices[i % voices.Length], Delivery: delivery, Seed: (ulong)i, ToFile: true) { TimesWords = true, Rate = rate };
                var (speech, marks, _) = await SpokenSpeech.OfAsync(client, request, text, cancellation);
                using var recogniser = new Recogniser([text]);
                var words = await recogniser.TimeAsync(speech, cancellation);
                // What the recogniser does not hear as it was written tells nothing of the times.
                if (!words.Select(word => word.Word).SequenceEqual(marks.Select(mark => mark.Name.ToLowerInvariant())))
                    continue;
                heard++;
                var seconds = (double)speech.Samples.Length / speech.SampleRate;
                foreach (var (mark, word) in marks.Zip(words).Skip(1))
                {
                    errors.Add(1000 * ((double)mark.Sample / speech.SampleRate - word.Start));
                    shares.Add(1000 * (seconds * mark.TextStart / text.Length - word.Start));
                }
            }

            output.WriteLine(FormattableString.Invariant(
                $"| {delivery.ToString().ToLowerInvariant()} | {rate ?? 1} | {heard} of {utterances} | {errors.Count} | {Quantile.At(errors, 0.5):f0} | {Off(errors, 0.5):f0} | {Off(errors, 0.9):f0} | {Off(errors, 0.99):f0} | {Off(shares, 0.5):f0} | {Off(shares, 0.9):f0} |"));
        }
    }

    public static double Off(List<double> errors, double share) => Quantile.At([.. errors.Select(Math.Abs)], share);
}
