using System.Text.RegularExpressions;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>The name of a voice to register.</summary>
internal static partial class VoiceName
{
    /// <exception cref="SpeechException">Invalid: it is not 1 to 64 letters, digits, '-' or '_'.</exception>
    public static string Parse(string name) => Allowed().IsMatch(name)
        ? name
        : throw SpeechException.Invalid(
            $"'{(name.Length > 80 ? name[..80] + "…" : name)}' cannot name a voice: a name is 1 to 64 letters (A–Z, a–z), digits, '-' or '_'.");

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Allowed();
}
