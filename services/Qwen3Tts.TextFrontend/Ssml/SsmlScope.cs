using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.TextFrontend.Ssml;

/// <summary>What the elements around a word say of it.</summary>
/// <param name="Language">Such as "en-US"; empty where none is said.</param>
/// <param name="Style">Of <c>express-as</c>; empty for none.</param>
/// <param name="Voice">Of <c>voice</c>: names in order of preference, parted by spaces; empty for the utterance's own.</param>
internal sealed record SsmlScope(ProsodySettings Prosody, string Language, string Style, string Voice = "")
{
    public static SsmlScope Outermost { get; } = new(ProsodySettings.Neutral, "", "");
}
