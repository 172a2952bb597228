using System.Numerics.Tensors;
using System.Text.RegularExpressions;
using Qwen3Tts.Audio.Containers;
using Qwen3Tts.Audio.Containers.External;
using Qwen3Tts.Audio.Mel;
using Qwen3Tts.Audio.Preparation;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Cli.Doctor;

/// <summary>
/// Measures how well a speaker encoder tells people apart, on clips that are prepared as enrolment prepares them and cut into segments of
/// three seconds or more. Segments of one file are paired only where their speaker has no other: a room recognised is no voice recognised.
/// </summary>
public static partial class SpeakerMeasurement
{
    private const double MinSegmentSeconds = 3;
    private const double MaxFileSeconds = 120;
    private const int MinSpeakers = 4;
    private const int MaxFiles = 2_000;

    /// <param name="folder">Clips named <c>SPEAKER-NUMBER.EXT</c>, or <c>SPEAKER.EXT</c>; folders in it are read too.</param>
    /// <exception cref="SpeechException">Invalid: a clip is no good, or there are too few speakers.</exception>
    public static async Task<SpeakerAccuracy> RunAsync(Checkpoint checkpoint, SessionSettings settings, string folder, CancellationToken cancellationToken)
    {
        var segments = await ReadAsync(checkpoint, settings, folder, cancellationToken);
        var files = segments.GroupBy(segment => segment.Speaker).ToDictionary(speaker => speaker.Key, speaker => speaker.Select(segment => segment.File).Distinct().Count());
        if (files.Count < MinSpeakers)
            throw SpeechException.Invalid($"There are clips of {files.Count} speakers with {MinSegmentSeconds} s or more in '{folder}'; at least {MinSpeakers} are needed.");
        List<double> same = [], different = [];
        for (var i = 0; i < segments.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (one, other) = (segments[i], segments[j]);
                if (one.Speaker != other.Speaker)
                    different.Add(TensorPrimitives.CosineSimilarity<float>(one.XVector, other.XVector));
                else if (one.File != other.File || files[one.Speaker] is 1)
                    same.Add(TensorPrimitives.CosineSimilarity<float>(one.XVector, other.XVector));
            }
        }

        return same.Count > 0
            ? EqualErrorRate.Of(same, different, files.Count)
            : throw SpeechException.Invalid($"No speaker in '{folder}' has two segments of {MinSegmentSeconds} s to compare.");
    }

    private static async Task<List<Segment>> ReadAsync(Checkpoint checkpoint, SessionSettings settings, string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            throw SpeechException.Invalid($"There is no folder '{folder}'.");
        var configuration = checkpoint.Configuration.SpeakerEncoder
            ?? throw SpeechException.Invalid($"The checkpoint '{checkpoint.Name}' has no speaker encoder.");
        var mel = new LogMelExtractor(new MelSettings(configuration.SampleRate, configuration.MelBands));
        var preparer = new ReferencePreparer(new PreparationSettings(), configuration.SampleRate);
        using var encoder = SpeakerEncoder.Load(checkpoint, settings);
        var segments = new List<Segment>();
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file).ToLowerInvariant() is ".flac" or ".wav" or ".mp3" or ".opus").Order(StringComparer.Ordinal).Take(MaxFiles);
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var clip = await ClipDecoder.Decode(await File.ReadAllBytesAsync(file, cancellationToken), new WaveLimits(MaxFileSeconds), new FfmpegSettings(), cancellationToken);
            var prepared = preparer.Prepare(clip, whole: true, cancellationToken).Samples;
            var count = (int)(prepared.Length / (MinSegmentSeconds * configuration.SampleRate));
            for (var i = 0; i < count; i++)
            {
                var values = mel.Extract(prepared.AsSpan(prepared.Length / count * i, prepared.Length / count));
                segments.Add(new Segment(Number().Replace(Path.GetFileNameWithoutExtension(file), ""), file, encoder.Encode(values.Values, values.Frames)));
            }
        }

        return segments;
    }

    [GeneratedRegex(@"-\d+\z")]
    private static partial Regex Number();

    private sealed record Segment(string Speaker, string File, float[] XVector);
}
