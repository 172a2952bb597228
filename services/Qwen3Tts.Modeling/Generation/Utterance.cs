using System.Numerics.Tensors;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Networks;
using Qwen3Tts.Modeling.Sampling;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Modeling.Generation;

/// <summary>
/// One utterance being made. Words are appended as they come; <see cref="FrameGenerator.Advance"/> makes frames, its own and others'
/// at once. Plain synchronous state: the thread that owns the generator calls it.
/// </summary>
public sealed class Utterance : IDisposable
{
    private readonly FrameGenerator _generator;
    private readonly Prompt _prompt;
    private readonly GenerationRequest _request;
    private readonly CodeHistory _history;
    private readonly float[] _sum;
    private readonly int[] _frame;

    // Frames made elsewhere before; their rows are still to be fed to the talker.
    private readonly CodeFrames? _made;
    private float[]? _prefill;
    private int _prefillRows;

    // Under which key so many of the first rows are to be kept, once they have been fed.
    private string? _beginning;
    private int _beginningRows;

    internal Utterance(FrameGenerator generator, Prompt prompt, GenerationRequest request, CodeFrames? made)
    {
        _generator = generator;
        _prompt = prompt;
        _request = request;
        _made = made;
        Sequence = generator.Networks.Start();
        _history = new CodeHistory(generator.Tables.Codes);
        _sum = new float[generator.Tables.Width];
        _frame = new int[generator.Description.Codec.Groups];
        for (var frame = 0; frame < made?.Count; frame++)
            _history.Add(made[frame][0]);
        Frames = made?.Count ?? 0;
    }

    /// <summary>Frames made so far, those that it went on from among them.</summary>
    public int Frames { get; private set; }

    /// <summary>
    /// Whether it took over the first positions of one that began with the same rows; null before it begins, and where none are kept.
    /// </summary>
    public bool? BeganWarm { get; private set; }

    /// <summary>Why it ended; null while it has not.</summary>
    public FinishReason? Finished { get; private set; }

    /// <summary>What made it impossible to go on; null while nothing did.</summary>
    public SpeechException? Failure { get; private set; }

    /// <summary>True where the last call of <see cref="FrameGenerator.Advance"/> made a frame.</summary>
    public bool HasFrame { get; private set; }

    /// <summary>The frame made last: one code a group.</summary>
    public ReadOnlySpan<int> Frame => _frame;

    /// <summary>How unlikely the model held the last frame's code of group 0 to be, in nats: see <see cref="CodeSampler.Surprise"/>.</summary>
    public float Surprise { get; private set; }

    /// <summary>
    /// Which of the text's tokens the frame made last speaks, from 0 on; as many as there are at the text's end. Negative where the checkpoint's
    /// <see cref="Checkpoints.AlignmentHead"/> is not known.
    /// </summary>
    public int TextPosition { get; private set; } = -1;

    /// <summary>True where it need not wait for text.</summary>
    public bool Ready => Finished is not null || Failure is not null || Frames >= _request.MaxFrames || (_prompt.PrefillReady && HasRow(Sequence.Length));

    /// <summary>Told what each network gave; for tests that compare stage by stage.</summary>
    internal IGenerationTrace? Trace { get; set; }

    /// <summary>Frames to make in place of those drawn, for comparing networks on the same frames; null draws.</summary>
    internal CodeFrames? Forced { get; set; }

    /// <summary>The positions that have its words so far: see <see cref="Prompt.WordPositions"/>.</summary>
    internal Range WordPositions => _prompt.WordPositions;

    internal ISequence Sequence { get; }

    internal GenerationRequest Request => _request;

    /// <summary>Codes of group 0 so far.</summary>
    internal CodeHistory History => _history;

    /// <summary>Rows that could be fed to the talker now.</summary>
    internal int PendingRows
    {
        get
        {
            var last = Sequence.Length;
            while (last < _prefillRows + Frames && HasRow(last))
                last++;
            return last - Sequence.Length;
        }
    }

    /// <summary>Further words.</summary>
    /// <exception cref="SpeechException">An id is outside the vocabulary.</exception>
    public void Append(ReadOnlySpan<int> ids)
    {
        if (_prompt.Ended)
            throw new InvalidOperationException("Words were appended after the end.");
        _generator.CheckIds(ids);
        _prompt.Append(ids);
    }

    /// <summary>No more words will come.</summary>
    public void End() => _prompt.End();

    /// <summary>Makes the next frame, by itself.</summary>
    /// <param name="frame">As many codes as the codec has groups.</param>
    /// <returns>False where the utterance has ended instead.</returns>
    /// <exception cref="SpeechException">The prompt is longer than the talker's positions.</exception>
    public bool Step(Span<int> frame)
    {
        HasFrame = false;
        while (Finished is null && Failure is null && !HasFrame)
        {
            if (!Ready)
                throw new InvalidOperationException("A step was made before its text had come.");
            _generator.Advance([this]);
        }

        if (Failure is not null)
            throw Failure;
        if (HasFrame)
            _frame.CopyTo(frame);
        return HasFrame;
    }

    public void Dispose() => Sequence.Dispose();

    /// <summary>Gets ready for a run. False where there is nothing to run: it waits for text, has ended or cannot go on.</summary>
    internal bool Prepare()
    {
        HasFrame = false;
        if (Finished is not null || Failure is not null || !Ready)
            return false;
        KeepBeginning();
        if (Frames >= _request.MaxFrames || (Frames > 0 && _prefill is not null && Sequence.Room == 0))
            return Finish(FinishReason.Length);
        return _prefill is not null || TakePrefill();
    }

    /// <summary>True where so many further rows are all up to the last frame's.</summary>
    internal bool Completes(int rows) => Sequence.Length + rows == _prefillRows + Frames;

    /// <summary>Writes its next rows.</summary>
    internal void Fill(Activations input, int first, int count)
    {
        for (var i = 0; i < count; i++)
            FillRow(Sequence.Length + i, input.Row(first + i));
    }

    /// <summary>Draws the code of group 0; false where that is the end.</summary>
    internal bool DrawFirst(ReadOnlySpan<float> logits, CodeSampler sampler, EndOfSpeech end)
    {
        var code = ForcedCode(0, end) ?? sampler.Draw(logits, _request.Talker, _history, end, _request.Seed, Frames, group: 0);
        return TakeFirst(code, logits, sampler, end);
    }

    internal void Draw(int group, ReadOnlySpan<float> logits, CodeSampler sampler) => _frame[group] =
        ForcedCode(group, null) ?? sampler.Draw(logits, _request.Predictor, history: null, end: null, _request.Seed, Frames, group);

    internal int CodeOf(int group) => _frame[group];

    /// <summary>The code that <see cref="Forced"/> has for the next frame; null where one is to be drawn.</summary>
    internal int? ForcedCode(int group, EndOfSpeech? end)
    {
        if (Forced is not { } forced)
            return null;
        return Frames < forced.Count ? forced[Frames][group] : end?.Id;
    }

    /// <summary>Takes a frame that was drawn as a whole; false where its first code is the end.</summary>
    /// <param name="logits">That the first code was drawn from.</param>
    internal bool TakeFrame(ReadOnlySpan<long> codes, ReadOnlySpan<float> logits, CodeSampler sampler, EndOfSpeech end)
    {
        if (!TakeFirst((int)codes[0], logits, sampler, end))
            return false;
        for (var group = 1; group < codes.Length; group++)
            _frame[group] = (int)codes[group];
        Complete();
        return true;
    }

    internal void Complete()
    {
        Frames++;
        HasFrame = true;
    }

    private bool TakeFirst(int code, ReadOnlySpan<float> logits, CodeSampler sampler, EndOfSpeech end)
    {
        if (code == end.Id)
            return Finish(FinishReason.Stop);
        Surprise = sampler.Surprise(code, logits, _request.Talker, _history, end);
        TextPosition = _prompt.Locate(Sequence.Attention);
        _history.Add(code);
        _frame[0] = code;
        return true;
    }

    private bool Finish(FinishReason reason)
    {
        Finished = reason;
        return false;
    }

    private bool TakePrefill()
    {
        _prefill = _prompt.Prefill();
        _prefillRows = _prefill.Length / _generator.Tables.Width;
        Trace?.Prefill(_prefill);
        if (_prefillRows + Frames <= Sequence.Room)
        {
            Begin();
            return true;
        }

        Failure = SpeechException.Invalid(
            $"Text, instruction and reference make {_prefillRows} positions; at most {Sequence.Room - Frames} fit.");
        return false;
    }

    /// <summary>Takes over the positions of an utterance that began with the same rows: they are the same to the bit.</summary>
    private void Begin()
    {
        if (_generator.Networks.Beginnings is not { } beginnings)
            return;
        // The last row gives the first frame's state.
        var rows = Math.Min(_prompt.FixedRows, _prefillRows - 1);
        var key = KeptBeginnings.KeyOf(_prefill.AsSpan(0, rows * _generator.Tables.Width));
        BeganWarm = beginnings.TryBegin(Sequence, key);
        if (BeganWarm is false)
            (_beginning, _beginningRows) = (key, rows);
    }

    private void KeepBeginning()
    {
        if (_beginning is null || Sequence.Length < _beginningRows)
            return;
        _generator.Networks.Beginnings!.Keep(Sequence, _beginning, _beginningRows);
        _beginning = null;
    }

    /// <summary>True where the row of a position is known: a prefill's is, a frame's once the text that goes with it has come.</summary>
    private bool HasRow(int position) =>
        _prefill is null || position < _prefillRows || _prompt.TryTrailing(position - _prefillRows, out _);

    /// <summary>Writes the row of a position.</summary>
    internal void FillRow(int position, Span<float> row)
    {
        var frame = FillText(position, row);
        if (frame.IsEmpty)
            return;
        _generator.Tables.ReadFrame(frame, _sum);
        TensorPrimitives.Add(_sum, row, row);
    }

    /// <summary>Writes the row of a position without the frame whose embeddings are added to it; a prefill's row has none.</summary>
    /// <returns>That frame, or nothing.</returns>
    internal ReadOnlySpan<int> FillText(int position, Span<float> row)
    {
        if (position < _prefillRows)
        {
            _prefill.AsSpan(position * row.Length, row.Length).CopyTo(row);
            return [];
        }

        var index = position - _prefillRows;
        if (!_prompt.TryTrailing(index, out var text))
            throw new InvalidOperationException("A row was asked for before its text had come.");
        Trace?.Trailing(text);
        text.CopyTo(row);
        return index < _made?.Count ? _made[index] : _frame;
    }
}
