using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Modeling.Generation;

/// <summary>The codec ids that tell the talker language and speaker, resolved from names.</summary>
/// <param name="Ids">Those before the speaker.</param>
/// <param name="SpeakerId">The named speaker's row in the talker's code table; null for a cloned or designed voice.</param>
internal sealed record ControlTrack(int[] Ids, int? SpeakerId)
{
    /// <exception cref="SpeechException">No such language or speaker; the message lists those that exist.</exception>
    public static ControlTrack Resolve(Checkpoint checkpoint, GenerationRequest request)
    {
        var talker = checkpoint.Configuration.Talker;
        var speaker = request.Mode == SynthesisMode.CustomVoice ? Speaker(checkpoint, request.Speaker) : null;
        var language = Language(checkpoint, request.Language, speaker);
        int[] ids = language is { } id
            ? [talker.ThinkId, talker.ThinkBosId, id, talker.ThinkEosId]
            : [talker.NoThinkId, talker.ThinkBosId, talker.ThinkEosId];
        return new ControlTrack(ids, speaker is null ? null : talker.Speakers[speaker]);
    }

    private static string Speaker(Checkpoint checkpoint, string? name)
    {
        var speakers = checkpoint.Configuration.Talker.Speakers;
        return speakers.Keys.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw SpeechException.NotFound(
                $"Model {checkpoint.Name} has no speaker '{name}'. It has: {string.Join(", ", speakers.Keys)}.");
    }

    /// <returns>Null where the model is to decide.</returns>
    private static int? Language(Checkpoint checkpoint, string name, string? speaker)
    {
        var talker = checkpoint.Configuration.Talker;
        var auto = name.Length == 0 || name.Equals("auto", StringComparison.OrdinalIgnoreCase);
        var known = talker.Languages.Keys.FirstOrDefault(language => language.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (!auto && known is null)
        {
            throw SpeechException.NotFound(
                $"Model {checkpoint.Name} has no language '{name}'. It has: auto, {string.Join(", ", talker.Languages.Keys)}.");
        }

        // A dialect speaker speaks the dialect where the language is Chinese or left open.
        if (speaker is not null && (auto || known == "chinese") && talker.SpeakerDialects.GetValueOrDefault(speaker) is { } dialect)
            return talker.Languages[dialect];
        return auto ? null : talker.Languages[known!];
    }
}
