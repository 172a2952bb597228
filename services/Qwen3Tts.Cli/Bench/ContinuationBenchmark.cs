using System.Diagnostics;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Cli.Bench;

/// <summary>How long it takes to go on where another replica left off, and what utterances that long take of memory.</summary>
internal static class ContinuationBenchmark
{
    private static readonly (int Frames, int Utterances)[] Cases = [(100, 1), (500, 1), (2000, 1), (2000, 4)];

    /// <param name="room">Frames that an utterance may have.</param>
    public static IEnumerable<ContinuationReport> Run(
        FrameGenerator generator, CodecDecoder decoder, SampleUtterances samples, int room, int sequences)
    {
        foreach (var (frames, utterances) in Cases.Where(item => item.Frames < room && item.Utterances <= sequences))
        {
            var made = Made(decoder.Format, frames);
            var codec = Prime(decoder, made);
            var generation = Continue(generator, samples, made, utterances);
            using var process = Process.GetCurrentProcess();
            yield return new ContinuationReport(
                frames, utterances, generation.TotalMilliseconds, codec.TotalMilliseconds, process.PeakWorkingSet64);
        }
    }

    private static TimeSpan Continue(FrameGenerator generator, SampleUtterances samples, CodeFrames made, int count)
    {
        var started = Stopwatch.GetTimestamp();
        var utterances = new Utterance[count];
        for (var i = 0; i < count; i++)
        {
            var (request, words) = samples[i];
            utterances[i] = generator.Start(request with { MaxFrames = int.MaxValue }, made);
            utterances[i].Append(words);
            utterances[i].End();
        }

        while (utterances.Any(utterance => utterance.Frames == made.Count && utterance.Finished is null))
            generator.Advance(utterances);
        var elapsed = Stopwatch.GetElapsedTime(started);
        foreach (var utterance in utterances)
            utterance.Dispose();
        return elapsed;
    }

    private static TimeSpan Prime(CodecDecoder decoder, CodeFrames made)
    {
        var started = Stopwatch.GetTimestamp();
        using var state = decoder.Start();
        CodecPrimer.Prime(decoder, state, made);
        decoder.Decode(state, CodecPrimer.Slice(made, 0, 1));
        return Stopwatch.GetElapsedTime(started);
    }

    private static CodeFrames Made(CodecFormat codec, int frames) => SampleUtterances.MadeUp(codec, frames, offset: 0);
}
