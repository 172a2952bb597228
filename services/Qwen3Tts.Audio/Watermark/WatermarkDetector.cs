using System.Globalization;
using Qwen3Tts.Audio.Resampling;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Watermark;

/// <summary>
/// Finds a key's marks in audio of any origin, without the original: pilots give where the pattern lies and how fast it is
/// played, the other cells the payload. In an hour of audio without marks it raises at most 1e-6 false alarms.
/// </summary>
/// <remarks>Thread-safe. What it holds grows with the audio by 30 KB a second, so that audio is bounded.</remarks>
public sealed class WatermarkDetector
{
    /// <summary>The longest that is searched at once.</summary>
    public const double MaxSeconds = 600;

    /// <summary>The shortest that is searched; in less there is no evidence enough.</summary>
    public const double MinSeconds = 1;

    private const int MinSampleRate = 8_000;
    private const int MaxSampleRate = 192_000;

    private readonly PayloadReader _reader;
    private readonly PatternSearch _search;

    public WatermarkDetector(WatermarkKey key)
    {
        var pattern = new WatermarkPattern(key);
        _search = new PatternSearch(pattern);
        _reader = new PayloadReader(key, pattern);
    }

    /// <summary>Finds the marks in mono audio of any usual sample rate.</summary>
    /// <returns>In order of time; none where there is no mark.</returns>
    /// <exception cref="SpeechException">
    /// Invalid: shorter than <see cref="MinSeconds"/>, longer than <see cref="MaxSeconds"/>, or a sample rate outside 8 to 192 kHz.
    /// </exception>
    public IReadOnlyList<WatermarkFinding> Detect(Waveform audio, CancellationToken cancellationToken = default)
    {
        if (audio.SampleRate is < MinSampleRate or > MaxSampleRate)
            throw SpeechException.Invalid($"The audio has a sample rate of {audio.SampleRate} Hz; {MinSampleRate} to {MaxSampleRate} Hz are searched.");
        if (audio.Seconds is not (>= MinSeconds and <= MaxSeconds))
        {
            throw SpeechException.Invalid(string.Create(
                CultureInfo.InvariantCulture,
                $"The audio is {audio.Seconds:0.0} s long; a watermark is looked for in {MinSeconds:0} to {MaxSeconds:0} s."));
        }

        var samples = audio.SampleRate == WatermarkLayout.SampleRate
            ? audio.Samples
            : new Resampler(audio.SampleRate, WatermarkLayout.SampleRate).Resample(audio.Samples);
        var features = new CellFeatures(samples);
        var found = new List<WatermarkFinding>();
        foreach (var (start, frames) in SearchWindow.Over(features.Frames))
        {
            cancellationToken.ThrowIfCancellationRequested();
            found.AddRange(Search(features, start, frames, audio.Seconds));
        }

        return FoundStretches.Merge(found);
    }

    private IEnumerable<WatermarkFinding> Search(CellFeatures features, int start, int frames, double seconds)
    {
        var found = new List<WatermarkFinding>();
        foreach (var candidate in Candidates(features, start, frames))
        {
            var window = new FoldedWindow(features, start, frames, candidate.Speed);
            if (_reader.Read(window, candidate, seconds) is not { } reading || found.Any(other => other.Payload == reading.Payload))
                continue;
            var (from, to) = FoundStretches.Locate(features, start, frames, window, candidate.Offset, reading.Signs);
            found.Add(new WatermarkFinding(reading.Payload, reading.Confidence, reading.Score, from, to, candidate.Speed));
        }

        // A mark that was read also shows beside its place, where it cannot be.
        return found.Any(finding => finding.Payload is not null) ? found.Where(finding => finding.Payload is not null) : found.Take(1);
    }

    private List<Candidate> Candidates(CellFeatures features, int start, int frames)
    {
        var all = new List<Candidate>();
        var scores = new float[WatermarkLayout.PeriodFrames];
        foreach (var speed in SearchWindow.Speeds(frames))
        {
            _search.Score(new FoldedWindow(features, start, frames, speed), scores);
            for (var offset = 0; offset < scores.Length; offset++)
            {
                if (scores[offset] >= Candidate.LeastScore)
                    all.Add(new Candidate(speed, offset, scores[offset]));
            }
        }

        var best = new List<Candidate>();
        foreach (var candidate in all.OrderByDescending(candidate => candidate.Score))
        {
            if (best.Count < Candidate.Most && !best.Any(candidate.IsBeside))
                best.Add(candidate);
        }

        return best;
    }
}
