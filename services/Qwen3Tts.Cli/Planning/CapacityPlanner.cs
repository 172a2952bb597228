using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Planning;

/// <summary>How many generators and decoders serve so many listeners.</summary>
public static class CapacityPlanner
{
    /// <summary>Utterances that a decoder takes on: <c>Decoder:MaxUtterances</c> where nothing is set.</summary>
    private const int MostDecoderStreams = 64;
    private const int MostReplicas = 1000;
    private const double FillStep = 0.05;

    /// <summary>Plans the fewest replicas.</summary>
    /// <exception cref="SpeechException">Unsupported: such a device cannot hold the objective, however many there are.</exception>
    public static CapacityPlan Plan(StepTimes times, PlanRequest request)
    {
        var places = Places(times, request);
        var decoderStreams = DecoderStreams(times, request);
        var busy = Busy(times, request, places);
        var path = Path(times, request, places, decoderStreams);
        if (path > request.FirstAudio)
        {
            throw SpeechException.Unsupported(
                $"First audio takes {path:0} ms here with {places} at work, even where a place is free; {request.FirstAudio:0} ms cannot be held on this device.");
        }

        // With all places taken a generator makes each utterance's frames in this share of the time that they play.
        var held = request.UtteranceSeconds * Math.Max(busy, 1 / request.WritingSpeed);
        var load = request.Streams * held / request.UtteranceSeconds;
        var generators = (int)Math.Ceiling(load / places);
        while (generators <= MostReplicas && path + Wait(generators) > request.FirstAudio)
            generators++;
        if (generators is 0 or > MostReplicas)
            throw SpeechException.Unsupported($"{request.Streams} streams need more than {MostReplicas} such generators.");
        return new CapacityPlan(
            generators,
            places,
            busy,
            (int)Math.Ceiling((double)request.Streams / decoderStreams),
            decoderStreams,
            load / (generators * places),
            MostFill(generators * places, held, request, path),
            held,
            path,
            Wait(generators));

        double Wait(int replicas) => 1000 * WaitingLine.Wait(replicas * places, load, held, request.Share);
    }

    /// <summary>As many places as a generator keeps up with.</summary>
    private static int Places(StepTimes times, PlanRequest request)
    {
        var places = Enumerable.Range(1, times.Most).LastOrDefault(count => Busy(times, request, count) <= request.Busy);
        return places > 0 ? places : throw SpeechException.Unsupported(
            $"One stream keeps a generator of this device {Busy(times, request, 1):P0} of its time at work, more than {request.Busy:P0}: it does not speak in real time.");
    }

    /// <summary>With all places taken: runs, and new utterances' prompts between them.</summary>
    private static double Busy(StepTimes times, PlanRequest request, int places) =>
        times.Generator(places) / times.FrameMilliseconds + places * times.Prefill / (1000 * request.UtteranceSeconds);

    private static int DecoderStreams(StepTimes times, PlanRequest request)
    {
        var streams = Enumerable.Range(1, MostDecoderStreams).LastOrDefault(count =>
        {
            var rows = Math.Min(count, times.Most);
            return times.Codec(rows) * count / rows <= request.Busy * times.FrameMilliseconds;
        });
        return streams > 0 ? streams : throw SpeechException.Unsupported(
            $"One stream keeps a decoder of this device {times.Codec(1) / times.FrameMilliseconds:P0} of its time at work, more than {request.Busy:P0}: it does not speak in real time.");
    }

    /// <summary>A run that has just begun, the prompt, the first run; in the decoder a run that has just begun and the first.</summary>
    private static double Path(StepTimes times, PlanRequest request, int places, int decoderStreams) =>
        request.Elsewhere + 2 * times.Generator(places) + times.Prefill + 2 * times.Codec(Math.Min(decoderStreams, times.Most));

    private static double MostFill(int places, double held, PlanRequest request, double path)
    {
        var steps = (int)Math.Round(1 / FillStep);
        return FillStep * Enumerable.Range(1, steps - 1).LastOrDefault(step =>
            path + 1000 * WaitingLine.Wait(places, step * FillStep * places, held, request.Share) <= request.FirstAudio);
    }
}
