namespace Qwen3Tts.Gateway.Voices;

/// <summary>A voice that is asked for by a clip and not by a name; nothing has been made of it yet.</summary>
internal sealed record ClipVoice(ReferenceClip Clip) : Voice(Label, Clip.Transcript, 0)
{
    /// <summary>Stands where a voice's name would; no voice can be called so.</summary>
    public const string Label = "(clip)";
}
