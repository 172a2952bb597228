using Qwen3Tts.Audio.Containers;
using Qwen3Tts.Audio.Containers.External;
using Qwen3Tts.Audio.Mel;
using Qwen3Tts.Audio.Preparation;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Cli.Alignment;

/// <summary>Who speaks while heads are watched.</summary>
/// <param name="Voice">A speaker, or a voice that ships with the checkpoint; null for the first.</param>
/// <param name="Clip">An audio file to clone a voice from; null for none.</param>
/// <param name="Instruction">How to speak, or who speaks; null for none.</param>
public sealed record AlignmentVoice(string? Voice, string? Clip, string? Instruction)
{
    private const double MaxClipSeconds = 120;

    /// <exception cref="SpeechException">The checkpoint has no such voice, or takes none of that kind; the message says what it takes.</exception>
    public Task<SampleVoice> OpenAsync(Checkpoint checkpoint, SessionSettings settings, CancellationToken cancellationToken) =>
        checkpoint.Configuration.Kind switch
        {
            ModelKind.Base => CloneAsync(checkpoint, settings, cancellationToken),
            ModelKind.CustomVoice => Task.FromResult(Speaker(checkpoint)),
            _ => Task.FromResult(Design(checkpoint)),
        };

    private async Task<SampleVoice> CloneAsync(Checkpoint checkpoint, SessionSettings settings, CancellationToken cancellationToken)
    {
        if (Instruction is not null)
            throw SpeechException.Invalid($"{checkpoint.Name} clones voices and takes no --instruct; name one of its voices with --voice, or a clip with --clip.");
        if (Clip is not null && Voice is not null)
            throw SpeechException.Invalid("--voice and --clip each say who speaks; give one of them.");
        if (Clip is not null)
            return SampleVoice.OfXVector($"the voice of {Path.GetFileName(Clip)}", await EmbedAsync(checkpoint, settings, Clip, cancellationToken));
        var shipped = string.Join(", ", checkpoint.Voices.Select(voice => voice.Name));
        var chosen = checkpoint.Voices.FirstOrDefault(voice => Voice is null || voice.Name.Equals(Voice, StringComparison.OrdinalIgnoreCase))
            ?? throw SpeechException.NotFound(shipped is ""
                ? $"{checkpoint.Name} clones voices and ships none: give --clip FILE with some seconds of one person's speech."
                : $"{checkpoint.Name} ships no voice '{Voice}'. It has: {shipped}; --clip FILE clones another.");
        return SampleVoice.OfBuiltIn(checkpoint, chosen, settings);
    }

    private SampleVoice Speaker(Checkpoint checkpoint)
    {
        var model = checkpoint.Describe();
        var known = string.Join(", ", model.Speakers);
        if (Clip is not null)
            throw SpeechException.Invalid($"{checkpoint.Name} clones no voices: name one of its speakers with --voice: {known}.");
        if (Instruction is not null && !model.TakesInstruction)
            throw SpeechException.Invalid($"{checkpoint.Name} takes no --instruct.");
        var speaker = model.Speakers.FirstOrDefault(name => Voice is null || name.Equals(Voice, StringComparison.OrdinalIgnoreCase))
            ?? throw SpeechException.NotFound($"{checkpoint.Name} has no speaker '{Voice}'. It has: {(known is "" ? "none" : known)}.");
        return SampleVoice.OfSpeaker(speaker, Instruction ?? "");
    }

    private SampleVoice Design(Checkpoint checkpoint) => Voice is null && Clip is null
        ? SampleVoice.Designed(Instruction)
        : throw SpeechException.Invalid($"{checkpoint.Name} makes up its voices and takes neither --voice nor --clip; --instruct says who speaks.");

    private static async Task<float[]> EmbedAsync(Checkpoint checkpoint, SessionSettings settings, string path, CancellationToken cancellationToken)
    {
        var configuration = checkpoint.Configuration.SpeakerEncoder
            ?? throw SpeechException.Invalid($"{checkpoint.Name} has no speaker encoder, so that no clip can be embedded.");
        var bytes = await ReferenceClip.ReadAsync(path, cancellationToken);
        var clip = await ClipDecoder.Decode(bytes, new WaveLimits(MaxClipSeconds), new FfmpegSettings(), cancellationToken);
        var samples = new ReferencePreparer(new PreparationSettings(), configuration.SampleRate).Prepare(clip, whole: false, cancellationToken).Samples;
        var mel = new LogMelExtractor(new MelSettings(configuration.SampleRate, configuration.MelBands)).Extract(samples);
        using var encoder = SpeakerEncoder.Load(checkpoint, settings);
        return encoder.Encode(mel.Values, mel.Frames);
    }
}
