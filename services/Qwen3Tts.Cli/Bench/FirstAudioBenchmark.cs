using System.Diagnostics;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Cli.Bench;

/// <summary>First audio in voices that are heard for the first time, and in the same again: medians of several voices.</summary>
internal static class FirstAudioBenchmark
{
    private const int Voices = 5;

    public static IEnumerable<FirstAudioReport> Run(FrameGenerator generator, CodecDecoder decoder, SampleUtterances samples)
    {
        foreach (var inContext in samples.HasContext ? new[] { false, true } : [false])
        {
            using var warm = new WarmStore<CodecDecoderState>(long.MaxValue);
            // The first voice compiles the kernels; it is not measured.
            var heard = Enumerable.Range(0, Voices + 1).Select(voice =>
            {
                var (request, words) = samples.InVoice(voice, inContext);
                return (First: Measure(request, words), Again: Measure(request, words));
            }).Skip(1).ToArray();
            var mode = inContext ? ", in context" : "";
            yield return Median($"new voice{mode}", [.. heard.Select(voice => voice.First)]);
            yield return Median($"known voice{mode}", [.. heard.Select(voice => voice.Again)]);

            FirstAudioReport Measure(GenerationRequest request, int[] words) =>
                FirstAudioBenchmark.Measure(generator, decoder, warm, request, words);
        }
    }

    private static FirstAudioReport Median(string name, FirstAudioReport[] reports) =>
        reports.OrderBy(report => report.Total).ElementAt(reports.Length / 2) with { Voice = name };

    private static FirstAudioReport Measure(
        FrameGenerator generator, CodecDecoder decoder, WarmStore<CodecDecoderState> warm, GenerationRequest request, int[] words)
    {
        var before = generator.Spent;
        var clock = Stopwatch.StartNew();
        using var utterance = generator.Start(request);
        utterance.Append(words);
        utterance.End();
        var prompt = clock.Elapsed;
        var frame = new int[decoder.Format.Groups];
        utterance.Step(frame);
        var spent = generator.Spent;
        var made = clock.Elapsed;
        using var state = decoder.Start();
        if (request.Voice?.ReferenceCodes is { } reference)
            Prime(decoder, warm, state, reference);
        decoder.Decode(state, new CodeFrames(frame.Length, frame));
        var all = clock.Elapsed;
        // As in a fleet, what is kept is kept after the first audio.
        utterance.Step(frame);
        return new FirstAudioReport(
            "",
            all.TotalMilliseconds,
            prompt.TotalMilliseconds,
            (spent.Talker - before.Talker).TotalMilliseconds,
            (spent.Predictor - before.Predictor).TotalMilliseconds,
            (all - made).TotalMilliseconds);
    }

    private static void Prime(CodecDecoder decoder, WarmStore<CodecDecoderState> warm, CodecDecoderState state, CodeFrames reference)
    {
        var key = WarmStore<CodecDecoderState>.KeyOf(reference.Codes);
        if (warm.TryUse(key, state.GoOnFrom))
            return;
        CodecPrimer.Prime(decoder, state, reference);
        if (state.CopyBytes > 0)
            warm.Keep(key, state.CopyBytes, state.Copy);
    }
}
