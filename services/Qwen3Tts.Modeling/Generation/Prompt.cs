using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Modeling.Generation;

/// <summary>
/// The talker's input embeddings of one utterance, built while its words arrive: the prefill, and the text rows that trail, one for each
/// decode step.
/// </summary>
internal sealed class Prompt
{
    private readonly TextEmbedder _text;
    private readonly RowBuffer _prefix;
    private readonly RowBuffer _codes;
    private readonly RowBuffer _words;
    private readonly float[] _codecPad;
    private readonly bool _whole;
    private readonly int _referenceWords;

    /// <exception cref="SpeechException">The request names a language or speaker that the checkpoint lacks.</exception>
    public Prompt(Checkpoint checkpoint, EmbeddingTables tables, TextEmbedder text, GenerationRequest request)
    {
        var talker = checkpoint.Configuration.Talker;
        _text = text;
        _prefix = new RowBuffer(tables.Width);
        _codes = new RowBuffer(tables.Width);
        _words = new RowBuffer(tables.Width);
        _codecPad = Code(tables, talker.CodecPadId);
        _whole = request.Delivery == TextDelivery.Whole;
        BuildPrefix(checkpoint, tables, request);
        _codes.Append(Code(tables, talker.CodecBosId));
        if (request.Mode == SynthesisMode.CloneInContext)
            BuildContext(tables, request);
        _referenceWords = _words.Count;
    }

    /// <summary>True when the words have ended.</summary>
    public bool Ended { get; private set; }

    /// <summary>True when the words so far decide the whole prefill.</summary>
    public bool PrefillReady => Ended || (!_whole && _words.Count >= _codes.Count);

    /// <summary>The prefill's first rows that do not depend on the words: those of instruction, voice and reference.</summary>
    public int FixedRows => _prefix.Count + (_whole ? _referenceWords : Math.Min(_referenceWords, _codes.Count));

    /// <summary>Text rows that go into a streaming prefill; what is beyond trails.</summary>
    private int RowsInPrefill => Math.Min(_words.Count, _codes.Count);

    public void Append(ReadOnlySpan<int> words) => _words.Append(_text.Embed(words));

    /// <summary>No more words will come.</summary>
    public void End()
    {
        _words.Append(_text.End);
        Ended = true;
    }

    /// <summary>The talker's input before the first step: [positions × width]. Asked for once, when <see cref="PrefillReady"/>.</summary>
    public float[] Prefill()
    {
        var rows = new RowBuffer(_prefix.Width);
        rows.Append(_prefix.ToArray());
        if (_whole)
            AppendWhole(rows);
        else
            AppendStreaming(rows);
        return rows.ToArray();
    }

    /// <summary>What is added at decode step <paramref name="step"/> (from 0): false where it has yet to arrive.</summary>
    public bool TryTrailing(int step, out ReadOnlySpan<float> row)
    {
        row = _text.Pad;
        if (_whole)
            return true;
        var index = RowsInPrefill + step;
        if (index >= _words.Count)
            return Ended;
        row = _words[index];
        return true;
    }

    /// <summary>The positions that have the words so far, the end of the words among them. Streaming or not, they follow one another.</summary>
    public Range WordPositions => (_prefix.Count + _referenceWords)..(_prefix.Count + _words.Count);

    /// <summary>Which of the words a row's attention looks at most, from 0 on; the end of the words is one too. Negative where that cannot be told.</summary>
    /// <param name="attention">To each position so far.</param>
    public int Locate(ReadOnlySpan<float> attention)
    {
        var (first, end) = (WordPositions.Start.Value, Math.Min(WordPositions.End.Value, attention.Length));
        var (peak, most) = (-1, 0f);
        for (var position = first; position < end; position++)
        {
            if (attention[position] > most)
                (peak, most) = (position - first, attention[position]);
        }

        return peak;
    }

    private void BuildPrefix(Checkpoint checkpoint, EmbeddingTables tables, GenerationRequest request)
    {
        var talker = checkpoint.Configuration.Talker;
        var control = ControlTrack.Resolve(checkpoint, request);
        _prefix.Append(_text.Embed(request.Prompt.Instruction));
        _prefix.Append(_text.Embed(request.Prompt.Role));
        var rows = control.Ids.Select(id => Code(tables, id)).ToList();
        if (control.SpeakerId is { } speaker)
            rows.Add(Code(tables, speaker));
        else if (request.Voice is { } voice)
            rows.Add(voice.XVector);
        foreach (var row in rows)
            _prefix.AppendSum(_text.Pad, row);
        _prefix.AppendSum(_text.Begin, _codecPad);
    }

    private void BuildContext(EmbeddingTables tables, GenerationRequest request)
    {
        var reference = request.Voice?.ReferenceCodes
            ?? throw SpeechException.Invalid("In-context cloning needs the reference clip's codes; this voice has none.");
        var row = new float[tables.Width];
        for (var frame = 0; frame < reference.Count; frame++)
        {
            tables.ReadFrame(reference[frame], row);
            _codes.Append(row);
        }

        _words.Append(_text.Embed(request.Prompt.Reference));
    }

    private void AppendStreaming(RowBuffer rows)
    {
        for (var row = 0; row < _codes.Count; row++)
            rows.AppendSum(row < _words.Count ? _words[row] : _text.Pad, _codes[row]);
    }

    private void AppendWhole(RowBuffer rows)
    {
        for (var row = 0; row < _words.Count; row++)
            rows.AppendSum(_words[row], _codecPad);
        for (var row = 0; row < _codes.Count; row++)
            rows.AppendSum(_text.Pad, _codes[row]);
    }

    private static float[] Code(EmbeddingTables tables, int id)
    {
        var row = new float[tables.Width];
        tables.ReadCode(0, id, row);
        return row;
    }
}
