using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.TextFrontend.Limits;
using Qwen3Tts.TextFrontend.Normalization;
using Qwen3Tts.TextFrontend.Tokenization;
using Qwen3Tts.TextFrontend.Words;

namespace Qwen3Tts.TextFrontend.Prompts;

/// <summary>
/// The text of one utterance, in pieces, to the ids that the official package would cut out of the whole templated text
/// <c>&lt;|im_start|&gt;assistant\n{text}&lt;|im_end|&gt;\n&lt;|im_start|&gt;assistant\n</c>: [0:3] is the role header, [3:-5] the words.
/// </summary>
/// <remarks>
/// The tail stands alone, since special tokens are cut out first. The header does not: a text that begins with whitespace
/// containing a newline makes one pre-token with the header's newline, so that the header's third id is that of the longer
/// run, and the words begin after it. This is reproduced, so the header is known only with the text's first character that
/// is not whitespace.
/// </remarks>
public sealed class UtteranceTokenizer
{
    private const string ImStart = "<|im_start|>";
    private const string ImEnd = "<|im_end|>";
    private const int RoleIds = 3;

    private const int SliceCharacters = 128;

    private readonly QwenTokenizer _tokenizer;
    private readonly CutFinder _cuts;
    private readonly CharacterLimit _limit;
    private readonly int[] _instruction;
    private readonly int[] _reference;
    private readonly List<int> _ids = [];
    private readonly TextNormalizer? _normalizer;
    private readonly WordPlacing? _placing;
    private readonly SpokenText _said;
    private IncrementalTokenizer _words;

    // What is said after a cut, or may be.
    private ReadOnlyMemory<char> _held;
    private bool _settled;
    private long _taken;
    private bool _spoken;
    private bool _written;
    private int _warned;

    /// <param name="instruction">The instruction or voice description; empty for none.</param>
    /// <param name="transcript">The reference clip's transcript; empty for none.</param>
    /// <param name="normalizer">Writes the text out before it is tokenised; null: it is read as it stands.</param>
    /// <param name="places">Whether <see cref="TakeWords"/> tells of the words.</param>
    /// <param name="cuts">Whether a long text is cut: see <see cref="TextFrontendOptions.CutAfter"/>.</param>
    /// <exception cref="SpeechException">Instruction or transcript is too long; the message says the limit.</exception>
    public UtteranceTokenizer(
        QwenTokenizer tokenizer,
        TextFrontendOptions options,
        string instruction = "",
        string transcript = "",
        TextNormalizer? normalizer = null,
        bool places = false,
        bool cuts = false)
    {
        _tokenizer = tokenizer;
        _cuts = new CutFinder(cuts ? options.CutAfter : 0);
        _normalizer = normalizer;
        _placing = places ? new WordPlacing(tokenizer) : null;
        _said = new SpokenText(_placing?.Words);
        _limit = new CharacterLimit("text", options.MaxCharacters, nameof(options.MaxCharacters));
        new CharacterLimit("instruction", options.MaxInstructionCharacters, nameof(options.MaxInstructionCharacters)).Add(instruction);
        new CharacterLimit("reference transcript", options.MaxTranscriptCharacters, nameof(options.MaxTranscriptCharacters)).Add(transcript);
        _instruction = instruction.Length == 0 ? [] : EncodeInstruction(tokenizer, instruction);
        _reference = transcript.Length == 0 ? [] : EncodeTurn(tokenizer, transcript)[RoleIds..];

        _words = Begin();
    }

    /// <summary>The ids around the words; null until the text's first character that is not whitespace is settled.</summary>
    public PromptTokens? Prompt { get; private set; }

    /// <summary>Whether the text is cut here: what follows is not said before <see cref="BeginAnew"/>.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Characters taken so far.</summary>
    public int Characters => _limit.Count;

    /// <summary>Takes the next piece of the text; it may be cut anywhere, even within a surrogate pair.</summary>
    /// <exception cref="SpeechException">The text is too long; the message says the limit.</exception>
    public void Append(ReadOnlySpan<char> piece)
    {
        _limit.Add(piece);
        _written |= !piece.IsWhiteSpace();
        if (_normalizer is null)
            _said.Append(_taken, piece.Length, piece, SemioticClass.Plain, "");
        else
            _normalizer.Append(piece, _said);
        _taken += piece.Length;
        Hold(_said.Take());
    }

    /// <summary>After a cut: what follows is another text, with a prompt and ids of its own.</summary>
    public void BeginAnew()
    {
        (IsCut, Prompt) = (false, null);
        _ids.Clear();
        _words = Begin();
        _placing?.BeginAnew();
        Hold("");
    }

    /// <summary>All words so far are final, whatever follows.</summary>
    public void EndStretch()
    {
        Settle();
        if (IsCut)
            return;
        if (_spoken)
            _words.End(_ids);
        FormPrompt();
    }

    /// <summary>Ends the text, unless it is cut first: then it is to be ended once more.</summary>
    /// <exception cref="SpeechException">There is nothing to say.</exception>
    public void End()
    {
        Settle();
        if (IsCut)
            return;
        if (!_spoken)
        {
            throw SpeechException.Invalid(_written
                ? "There is nothing to say: the text has only what is not spoken, such as emoji or fenced code."
                : "There is nothing to say: the text is empty or only whitespace.");
        }

        _words.End(_ids);
        FormPrompt();
    }

    /// <summary>The words' ids that are final and were not taken before; none while <see cref="Prompt"/> is null.</summary>
    public int[] Take()
    {
        if (Prompt is null)
            return [];
        int[] words = [.. _ids];
        _ids.Clear();
        _placing?.Append(words);
        return words;
    }

    /// <summary>The words whose ids were taken, that were not taken themselves; none where they are not asked for.</summary>
    public IReadOnlyList<PlacedWord> TakeWords()
    {
        var words = _placing?.Take(_settled) ?? [];
        _settled = false;
        return words;
    }

    /// <summary>What is not said as the text has it, a sentence each, not taken before.</summary>
    public IEnumerable<string> TakeWarnings()
    {
        for (; _warned < _said.Warnings.Count; _warned++)
            yield return _said.Warnings[_warned];
    }

    private void Settle()
    {
        _normalizer?.Flush(_said);
        Hold(_said.Take());
        if (IsCut)
            return;
        Say(_held.Span);
        _held = default;
        _placing?.Words.Close();
        _settled = true;
    }

    /// <summary>Says what is held, up to a cut; the space after a sentence waits where what follows may be one.</summary>
    private void Hold(string words)
    {
        if (words.Length > 0)
            _held = (_held.Span.ToString() + words).AsMemory();
        while (!IsCut && _held.Length > 0)
        {
            var (end, cut) = Part(_held.Span);
            if (end is 0 && !cut)
                return;
            Say(_held.Span[..end]);
            _held = _held[end..];
            if (cut)
                Cut();
        }
    }

    /// <summary>How much of what is held can be said, and whether the text is cut after it.</summary>
    private (int End, bool Cut) Part(ReadOnlySpan<char> held)
    {
        // Space that waits for what follows it must not fill the slice: nothing behind it would ever be seen.
        var blank = held.Length - held.TrimStart().Length;
        var end = Math.Min(held.Length, blank + SliceCharacters);
        for (var i = 0; i < end; i++)
        {
            if (_cuts.Cuts(held[i]))
                return (held[..i].TrimEnd().Length, true);
            _cuts.See(held[i]);
        }

        return (_cuts.IsDue ? held[..end].TrimEnd().Length : end, false);
    }

    private void Cut()
    {
        _held = _held.TrimStart();
        _cuts.BeginAnew();
        (IsCut, _settled) = (true, true);
        _words.End(_ids);
        FormPrompt();
    }

    private IncrementalTokenizer Begin()
    {
        _ids.Add(_tokenizer.IdOf(ImStart));
        var words = _tokenizer.Begin();
        words.Append("assistant\n", _ids);
        return words;
    }

    private void Say(ReadOnlySpan<char> words)
    {
        _spoken |= !words.IsWhiteSpace();
        _words.Append(words, _ids);
        FormPrompt();
    }

    private void FormPrompt()
    {
        if (Prompt is not null || _ids.Count < RoleIds)
            return;
        Prompt = new PromptTokens([.. _ids.Take(RoleIds)], _instruction, _reference);
        _ids.RemoveRange(0, RoleIds);
    }

    private static int[] EncodeTurn(QwenTokenizer tokenizer, string text) =>
        [tokenizer.IdOf(ImStart), .. tokenizer.Encode("assistant\n" + text)];

    /// <summary>All ids of <c>&lt;|im_start|&gt;user\n{instruction}&lt;|im_end|&gt;\n</c>.</summary>
    private static int[] EncodeInstruction(QwenTokenizer tokenizer, string instruction) =>
    [
        tokenizer.IdOf(ImStart),
        .. tokenizer.Encode("user\n" + instruction),
        tokenizer.IdOf(ImEnd),
        .. tokenizer.Encode("\n"),
    ];
}
