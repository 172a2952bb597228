using System.Runtime.CompilerServices;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Cli.Doctor;

/// <summary>Whether a checkpoint's speaker encoder may judge who speaks: measured now where a folder of clips is given, else as it was last.</summary>
/// <param name="entry"><c>FOLDER</c> or <c>NAME=FOLDER</c>.</param>
/// <param name="clips">A folder of clips by speaker; null measures nothing.</param>
public sealed class SpeakerCheck(string entry, SessionSettings settings, string? clips) : IDoctorCheck
{
    /// <summary>Where <c>Consent:MaxEqualErrorRate</c> stands by default.</summary>
    private const double MaxEqualErrorRate = 0.1;

    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await LookAsync(cancellationToken) is { } finding)
            yield return finding;
    }

    private async Task<Finding?> LookAsync(CancellationToken cancellationToken)
    {
        var subject = $"speaker encoder of {entry}";
        try
        {
            using var catalog = CheckpointCatalog.Open(new ModelsOptions { Checkpoints = [entry] });
            var checkpoint = catalog.All[0];
            subject = $"speaker encoder of {checkpoint.Name}";
            if (checkpoint.Configuration.SpeakerEncoder is null)
                return null;
            if (clips is not null)
                MeasuredSpeakers.Write(checkpoint, settings.CacheFolder, await SpeakerMeasurement.RunAsync(checkpoint, settings, clips, cancellationToken));
            return Judge(subject, MeasuredSpeakers.Read(checkpoint, settings.CacheFolder));
        }
        catch (Exception error) when (error is SpeechException or IOException or UnauthorizedAccessException)
        {
            return clips is null ? null : Finding.Fault(subject, error.Message, "Name a folder with clips SPEAKER-NUMBER.flac of four people or more.");
        }
    }

    internal static Finding Judge(string subject, SpeakerAccuracy? accuracy)
    {
        if (accuracy is null)
        {
            return Finding.Notice(
                subject,
                "how well it tells people apart was not measured, so every consent waits for the operator",
                "'qwen3tts doctor --speakers FOLDER' measures it on clips SPEAKER-NUMBER.flac.");
        }

        var observation = FormattableString.Invariant(
            $"equal error rate {100 * accuracy.EqualErrorRate:0.0} % at a cosine similarity of {accuracy.Threshold:0.000}, on {accuracy.Speakers} speakers ({accuracy.SamePairs} pairs of one, {accuracy.DifferentPairs} of two)");
        return accuracy.EqualErrorRate <= MaxEqualErrorRate
            ? Finding.Good(subject, observation)
            : Finding.Notice(subject, $"{observation}: too high to verify a consent by", "Consents wait for the operator, who listens.");
    }
}
