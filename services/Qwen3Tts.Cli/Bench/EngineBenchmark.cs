using System.Diagnostics;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Cli.Bench;

/// <summary>A checkpoint's networks in this process, without a fleet: first audio and each stage, one stream and batches.</summary>
public static class EngineBenchmark
{
    private const int LongestPrompt = 512;
    private const long WarmBytes = 128 << 20;

    private static readonly int[] Batches = [1, 2, 4, 8];

    /// <param name="frames">Frames measured of each stream.</param>
    /// <param name="continuations">Whether to go on after many frames made elsewhere, too.</param>
    /// <param name="settings">Threads, cache and precision.</param>
    /// <param name="report">Told what is being done.</param>
    public static EngineReport Run(
        Checkpoint checkpoint, int frames, bool continuations, SessionSettings settings, Action<string> report, CancellationToken cancellationToken)
    {
        var samples = new SampleUtterances(checkpoint, settings);
        report($"Loading {checkpoint.Name} in {settings.Precision ?? PrecisionPlan.Float32}, {samples.Voice}.");
        var clock = Stopwatch.StartNew();
        settings = settings with { WarmBytes = WarmBytes };
        FrameGenerator.Load(checkpoint, settings).Dispose();
        var firstLoad = clock.Elapsed;
        clock.Restart();
        using var generator = FrameGenerator.Load(checkpoint, settings);
        using var decoder = CodecDecoder.Load(checkpoint, settings);
        var load = clock.Elapsed;

        report("First audio.");
        FirstAudioReport[] first = [.. FirstAudioBenchmark.Run(generator, decoder, samples)];
        var streams = new List<StreamReport>();
        foreach (var batch in Batches.Where(batch => batch <= settings.Sequences))
        {
            cancellationToken.ThrowIfCancellationRequested();
            report($"{frames} frames of {batch} stream{(batch == 1 ? "" : "s")}.");
            streams.Add(Stream(generator, decoder, samples, batch, frames));
        }

        using var process = Process.GetCurrentProcess();
        var peak = process.PeakWorkingSet64;
        List<ContinuationReport> continued = [];
        if (continuations)
        {
            report("Going on after frames made elsewhere.");
            continued.AddRange(ContinuationBenchmark.Run(
                generator, decoder, samples, settings.MaxPositions - LongestPrompt, settings.Sequences));
        }

        return new EngineReport(
            checkpoint.Name,
            $"{settings.Precision ?? PrecisionPlan.Float32}",
            settings.Threads > 0 ? settings.Threads : Environment.ProcessorCount,
            DeviceName.Of(settings.Device),
            settings.Device is not ExecutionDevice.Cpu,
            1000 / decoder.Format.FramesPerSecond,
            firstLoad.TotalSeconds,
            load.TotalSeconds,
            peak,
            first,
            streams,
            continued);
    }

    private static StreamReport Stream(FrameGenerator generator, CodecDecoder decoder, SampleUtterances samples, int batch, int frames)
    {
        var utterances = new Utterance[batch];
        var states = new CodecDecoderState[batch];
        var rows = new CodecDecoderRow[batch];
        var audio = new float[batch][];
        for (var i = 0; i < batch; i++)
        {
            var (request, words) = samples[i];
            // Greedy random weights may end at once: the measure wants whole frames.
            utterances[i] = generator.Start(request with { MaxFrames = int.MaxValue });
            utterances[i].Append(words);
            utterances[i].End();
            states[i] = decoder.Start();
            audio[i] = new float[decoder.Format.SamplesPerFrame];
        }

        while (utterances.Any(utterance => utterance.Frames == 0 && utterance.Finished is null))
            generator.Advance(utterances);
        var before = generator.Spent;
        var clock = Stopwatch.StartNew();
        TimeSpan decoding = default;
        int made = 0, runs = 0;
        for (; runs < frames && utterances.Any(utterance => utterance.Finished is null); runs++)
        {
            generator.Advance(utterances);
            var count = 0;
            for (var i = 0; i < batch; i++)
            {
                if (utterances[i].HasFrame)
                    rows[count++] = new CodecDecoderRow(states[i], new CodeFrames(decoder.Format.Groups, utterances[i].Frame.ToArray()), audio[i]);
            }

            var started = Stopwatch.GetTimestamp();
            decoder.Decode(rows.AsSpan(0, count));
            decoding += Stopwatch.GetElapsedTime(started);
            made += count;
        }

        var elapsed = clock.Elapsed;
        foreach (var utterance in utterances)
            utterance.Dispose();
        foreach (var state in states)
            state.Dispose();
        var spent = generator.Spent;
        runs = Math.Max(1, runs);
        return new StreamReport(
            batch,
            made,
            (spent.Talker - before.Talker).TotalMilliseconds / runs,
            (spent.Predictor - before.Predictor).TotalMilliseconds / runs,
            decoding.TotalMilliseconds / runs,
            elapsed.TotalSeconds * decoder.Format.FramesPerSecond / Math.Max(1, made));
    }
}
