using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Planning;

/// <summary>How long a run takes by how many utterances are in it, in milliseconds: as measured, and on straight lines between. Beyond what was measured it says nothing.</summary>
public sealed class StepTimes
{
    private readonly IReadOnlyList<StreamReport> _measured;

    /// <param name="voice">Whose prefill counts, as the bench file names it.</param>
    /// <exception cref="SpeechException">Invalid: the file has no such voice.</exception>
    public StepTimes(EngineReport report, string voice)
    {
        _measured = report.Streams;
        FrameMilliseconds = report.FrameMilliseconds;
        Prefill = report.FirstAudio.FirstOrDefault(first => first.Voice == voice)?.Prefill ?? throw SpeechException.Invalid(
            $"There are no figures of a '{voice}', only of: {string.Join("; ", report.FirstAudio.Select(first => first.Voice))}.");
    }

    /// <summary>Of audio in a frame.</summary>
    public double FrameMilliseconds { get; }

    /// <summary>What the talker takes for a new utterance's prompt.</summary>
    public double Prefill { get; }

    /// <summary>The most utterances in a run that were measured.</summary>
    public int Most => _measured[^1].Streams;

    /// <summary>A frame of each: talker and code predictor.</summary>
    public double Generator(int utterances) => At(utterances, stream => stream.Talker + stream.Predictor);

    /// <summary>The samples of a frame of each.</summary>
    public double Codec(int utterances) => At(utterances, stream => stream.Codec);

    private double At(int utterances, Func<StreamReport, double> time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(utterances, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(utterances, Most);
        var upper = _measured.First(stream => stream.Streams >= utterances);
        if (upper.Streams == utterances)
            return time(upper);
        var lower = _measured.Last(stream => stream.Streams < utterances);
        var share = (double)(utterances - lower.Streams) / (upper.Streams - lower.Streams);
        return time(lower) + share * (time(upper) - time(lower));
    }
}
