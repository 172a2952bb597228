using System.Text;

namespace Qwen3Tts.TextFrontend.Ssml;

/// <summary>Spells: character by character. All else is left to be read as it stands.</summary>
internal sealed class SpelledForms : ISpokenForms
{
    public string? SayAs(string words, string interpretAs, string format, string language) => interpretAs switch
    {
        "characters" or "spell-out" or "verbatim" or "letters" => Spell(words, _ => true),
        "digits" or "telephone" => Spell(words, Rune.IsDigit),
        _ => null,
    };

    public string? Pronounce(string words, string alphabet, string symbols, string language) => null;

    // Characters that are spelled stand by themselves, others as they are.
    private static string Spell(string words, Func<Rune, bool> spelled)
    {
        var text = new StringBuilder();
        var apart = false;
        foreach (var rune in words.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                apart = text.Length > 0;
                continue;
            }

            if (text.Length > 0 && (apart || spelled(rune)))
                text.Append(' ');
            text.Append(rune.ToString());
            apart = spelled(rune);
        }

        return text.ToString();
    }
}
