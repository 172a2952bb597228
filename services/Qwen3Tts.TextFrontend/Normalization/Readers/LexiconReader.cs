using Qwen3Tts.TextFrontend.Normalization.Lexicons;

namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>The longest phrase of a lexicon that begins and ends where words do.</summary>
internal sealed class LexiconReader(Lexicon lexicon) : IReader
{
    public Reading Read(TextWindow window, ReadingContext context)
    {
        if (context.InWord && !Scripts.IsUnspaced(window[0]) && !Scripts.IsUnspaced(context.Previous))
            return Reading.None;
        var node = lexicon.Root;
        Reading best = default;
        for (var at = 0; at < TextWindow.Reach && node.Next(window[at]) is { } next; at++)
        {
            node = next;
            if (node.Entries.Count == 0 || (Scripts.IsWordPart(window[at]) && Scripts.IsWordPart(window[at + 1])) || (char.IsAsciiDigit(window[at]) && char.IsAsciiDigit(window[at + 1])))
                continue;
            foreach (var entry in node.Entries)
            {
                if (entry.MatchesCase(window.Text(0, at + 1)))
                    best = new Reading(at + 1, entry.Spoken, SemioticClass.Lexicon);
            }
        }

        return best;
    }
}
