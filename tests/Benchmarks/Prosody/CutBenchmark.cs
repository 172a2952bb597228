using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Speaking;

namespace Qwen3Tts.Benchmarks.Prosody;

/// <summary>What it sounds like where a long text is cut: three sentences in one go, and cut before the third.</summary>
internal static class CutBenchmark
{
    // More letters than the first sentence has, fewer than two have.
    private const int CutAfter = 50;

    public static async Task RunAsync(string folder, int joints, TextWriter output)
    {
        using var checkpoint = Checkpoint.Open(folder);
        using var xVectors = new XVectors(checkpoint);
        output.WriteLine(JointTable.Header);
        var heard = new List<string>();
        foreach (var (name, cutAfter, leadsOn) in new[]
        {
            ("unbroken", 0, false), ("cut, and begun anew", CutAfter, false), ("cut, and led on from the sentence before", CutAfter, true),
        })
        {
            var (measured, recognised) = await SpeakAsync(folder, cutAfter, leadsOn, joints, xVectors);
            output.WriteLine(JointTable.Row(name, measured));
            heard.Add($"{name}: {recognised} of {joints}");
        }

        output.WriteLine();
        output.WriteLine($"The third sentence is told from {Clauses.Count - 1} others by pocketsphinx: {string.Join("; ", heard)}.");
    }

    private static async Task<(List<Joint> Joints, int Recognised)> SpeakAsync(string folder, int cutAfter, bool leadsOn, int count, XVectors xVectors)
    {
        await using var fleet = await LocalFleet.StartAsync(
            new LocalFleetSettings
            {
                Checkpoints = [folder],
                Configuration = new Dictionary<string, string?> { ["TextFrontend:CutAfter"] = $"{cutAfter}", ["LongTexts:LeadOn"] = $"{leadsOn}" },
            },
            CancellationToken.None);
        using var client = new FleetClient(fleet.Address);
        var voices = (await client.ListVoicesAsync(CancellationToken.None)).Where(voice => voice.BuiltIn).Select(voice => voice.Name).ToArray();
        using var recogniser = new Recogniser([.. Enumerable.Range(0, Clauses.Count).Select(Third)]);
        var (joints, recognised) = (new List<Joint>(), 0);
        for (var i = 0; i < count; i++)
        {
            string[] sentences = [.. Enumerable.Range(i, 2).Select(index => $"{Clauses.At(index).First}."), Third(i)];
            var request = new SpeechRequest(Voice: voices[i % voices.Length], Seed: (ulong)i, ToFile: true) { TimesWords = true };
            var text = string.Join(' ', sentences);
            var (speech, marks, _) = await SpokenSpeech.OfAsync(client, request, text, CancellationToken.None);
            var third = marks.Last(mark => mark.Kind is MarkKind.Sentence);
            var gap = SpokenParts.GapBefore(speech.Samples, third.Sample);
            joints.Add(Joint.Measure(speech.Samples, gap, text.Length, xVectors));
            var last = speech with { Samples = speech.Samples[((gap.From + gap.End) / 2)..] };
            recognised += await recogniser.RecogniseAsync(last, CancellationToken.None) == i % Clauses.Count ? 1 : 0;
        }

        return (joints, recognised);
    }

    private static string Third(int index) => $"{Clauses.At(index + 2).First}, {Clauses.At(index).Second}.";
}
