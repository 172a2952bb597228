using System.Globalization;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.TextFrontend.Limits;

/// <summary>Counts the Unicode scalars of one text, over all its pieces.</summary>
/// <param name="subject">What is counted, as a message names it: "text".</param>
/// <param name="most">The most characters allowed.</param>
/// <param name="setting">The setting of <see cref="TextFrontendOptions"/> that says so.</param>
internal sealed class CharacterLimit(string subject, int most, string setting)
{
    /// <summary>Characters so far. A surrogate pair that two pieces share counts as two.</summary>
    public int Count { get; private set; }

    /// <exception cref="SpeechException">There are more than allowed; the message says how many and names the setting.</exception>
    public void Add(ReadOnlySpan<char> piece)
    {
        foreach (var _ in piece.EnumerateRunes())
            Count++;
        if (Count > most)
            throw SpeechException.Invalid(string.Create(CultureInfo.InvariantCulture,
                $"The {subject} has more than {most} characters, the limit set by {TextFrontendOptions.Section}:{setting}."));
    }
}
