using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.Gateway.Shaping;

/// <summary>What a text is, and how it is to be said.</summary>
/// <param name="IsSsml">It is an SSML document.</param>
/// <param name="Style">A way of speaking by its name; empty for none.</param>
/// <param name="RefusesStyles">Styles are refused where the model takes no instruction; else approximated.</param>
internal sealed record SpeechManner(bool IsSsml, ProsodySettings Prosody, string Style, bool RefusesStyles)
{
    /// <summary>Plain text, as the model says it.</summary>
    public static SpeechManner Plain { get; } = new(false, ProsodySettings.Neutral, "", false);

    /// <summary>It is plain text but for the pauses that are marked in it.</summary>
    public bool MarksPauses { get; init; }

    /// <summary>Whether what is said is not the text as it stands: tags or markers are no words.</summary>
    public bool IsMarkedUp => IsSsml || MarksPauses;

    /// <summary>Whether samples may leave otherwise than they were decoded.</summary>
    public bool IsShaped => IsMarkedUp || Style is not "" || !Prosody.IsNeutral;
}
