using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.TokenGenerator.Guarding;

namespace Qwen3Tts.Benchmarks.Guard;

/// <summary>How many runaways the guard catches, and how much good speech it stops, with the default settings.</summary>
internal static class GuardBenchmark
{
    private const int MaxFrames = 512;

    /// <summary>Speaks so many utterances, makes a runaway of each kind out of some, and writes a Markdown table.</summary>
    public static void Run(string checkpoint, int utterances, int runawaysOfEachKind, TextWriter output)
    {
        using var source = new SpeechSource(checkpoint, new SessionSettings(Precision: PrecisionPlan.Parse("int8")));
        var codec = source.Codec;
        var policy = RunawayPolicy.For(new GuardOptions(), "english", codec)!;
        var good = new List<RecordedSpeech>();
        for (var i = 0; i < utterances; i++)
        {
            if (source.Speak(i, MaxFrames) is { Reason: FinishReason.Stop } ended)
                good.Add(ended);
        }

        output.WriteLine("| frames | utterances | stopped by the guard | stopped, % | suspect frames held, of all |");
        output.WriteLine("| --- | --- | --- | --- | --- |");
        var judged = good.Select(speech => Judgement.Of(speech.Tokens, speech.Frames, speech.Surprises, policy, codec)).ToList();
        var stopped = judged.Count(judgement => judgement.Runaway is not null);
        output.WriteLine(FormattableString.Invariant(
            $"| good speech of nano | {good.Count} | {stopped} | {100.0 * stopped / good.Count:0.00} | {100.0 * judged.Sum(judgement => judgement.Held) / good.Sum(speech => speech.Frames.Count):0.00} % |"));
        output.WriteLine();
        output.WriteLine("| runaway | forced | caught | caught, % | by loop, silence, babble, budget | seconds of it made before it is caught, median and most | seconds of it released, median and most |");
        output.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        var forced = new ForcedRunaways(good, codec);
        foreach (var kind in Enum.GetValues<RunawayKind>())
            output.WriteLine(Row(kind, source, [.. Enumerable.Range(0, runawaysOfEachKind).Select(i => forced.Make(kind, i))], policy));
    }

    private static string Row(RunawayKind kind, SpeechSource source, ForcedRunaway[] forced, RunawayPolicy policy)
    {
        var codec = source.Codec;
        var judged = forced.Select(runaway => (runaway.Onset, Judgement: Judgement.Of(
            runaway.Speech.Tokens, runaway.Frames, Surprises(runaway), policy, codec))).ToList();
        // A model that loops or falls silent by itself is sure of it: their codes must give them away.
        IEnumerable<float> Surprises(ForcedRunaway runaway) => kind is RunawayKind.Babble
            ? source.Surprises(runaway.Speech.Index, runaway.Frames)
            : Enumerable.Repeat(0f, runaway.Frames.Count);
        var caught = judged.Where(item => item.Judgement.Runaway is not null).ToList();
        int By(RunawayReason reason) => caught.Count(item => item.Judgement.Runaway == reason);
        string Seconds(IEnumerable<int> frames)
        {
            var sorted = frames.Order().ToArray();
            return sorted.Length == 0 ? "" : FormattableString.Invariant(
                $"{sorted[sorted.Length / 2] / codec.FramesPerSecond:0.00}, {sorted[^1] / codec.FramesPerSecond:0.00}");
        }

        var made = Seconds(caught.Select(item => item.Judgement.Frames - item.Onset));
        var released = Seconds(caught.Select(item => Math.Max(0, item.Judgement.Released - item.Onset)));
        return FormattableString.Invariant(
            $"| {Name(kind)} | {forced.Length} | {caught.Count} | {100.0 * caught.Count / forced.Length:0.0} | {By(RunawayReason.Loop)}, {By(RunawayReason.Silence)}, {By(RunawayReason.Babble)}, {By(RunawayReason.Budget)} | {made} | {released} |");
    }

    private static string Name(RunawayKind kind) => kind switch
    {
        RunawayKind.Loop => "loop of 1 to 60 frames",
        RunawayKind.ChangingLoop => "loop of which a tenth of the codes changes",
        RunawayKind.HeldFrame => "a sound held",
        RunawayKind.Silence => "silence, frames drawn from nano's pauses",
        RunawayKind.Babble => "babble, stretches of other utterances",
        _ => "the same, were the model sure of it",
    };
}
