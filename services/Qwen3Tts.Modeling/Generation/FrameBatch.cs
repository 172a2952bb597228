using System.Diagnostics;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Networks;
using Qwen3Tts.Modeling.Sampling;

namespace Qwen3Tts.Modeling.Generation;

/// <summary>
/// One frame of some utterances at once: the talker over each one's next rows, then code group by code group the predictor over all
/// that got that far. Everything it needs is set aside at the start.
/// </summary>
internal sealed class FrameBatch
{
    /// <summary>Rows of a run beyond one for each utterance: prefills advance by so many at a time, that others need not wait long.</summary>
    public const int PrefillRows = 32;

    private readonly FrameGenerator _generator;
    private readonly CodeSampler _talkerSampler;
    private readonly CodeSampler _predictorSampler;
    private readonly EndOfSpeech _end;
    private readonly int _groups;
    private readonly SequenceSlice[] _slices;
    private readonly Utterance[] _order;
    private readonly int[] _rows;

    // Those whose frame is being made, and which of the talker's states is theirs.
    private readonly Utterance[] _live;
    private readonly int[] _states;

    public FrameBatch(FrameGenerator generator, TalkerConfiguration talker, int utterances)
    {
        _generator = generator;
        _groups = talker.CodeGroups;
        _talkerSampler = new CodeSampler(talker.VocabularySize);
        _predictorSampler = new CodeSampler(talker.CodePredictor.VocabularySize);
        // Control ids are never sampled, whatever the vocabulary's size (official `suppress_tokens`), and two codes
        // come before the end may (official `min_new_tokens`).
        _end = new EndOfSpeech(talker.CodecEosId, Math.Max(0, talker.Codes), 2);
        _slices = new SequenceSlice[utterances];
        _order = new Utterance[utterances];
        _rows = new int[utterances];
        _live = new Utterance[utterances];
        _states = new int[utterances];
    }

    /// <summary>Time so far in the talker, and in the predictor with the drawing of codes.</summary>
    public (TimeSpan Talker, TimeSpan Predictor) Spent { get; private set; }

    public void Advance(ReadOnlySpan<Utterance> utterances)
    {
        var started = Stopwatch.GetTimestamp();
        var count = Plan(utterances, out var whole);
        if (count == 0)
            return;
        var rows = 0;
        for (var i = 0; i < count; i++)
        {
            _order[i].Fill(_generator.Networks.TalkerInput, rows, _rows[i]);
            _slices[i] = new SequenceSlice(_order[i].Sequence, rows, _rows[i]);
            rows += _rows[i];
        }

        _generator.Networks.RunTalker(_slices, count, rows, whole);
        var talked = Stopwatch.GetTimestamp();
        if (whole > 0)
            MakeFrames(whole);
        Spent = (Spent.Talker + Stopwatch.GetElapsedTime(started, talked), Spent.Predictor + Stopwatch.GetElapsedTime(talked));
    }

    /// <summary>Decides how many rows each utterance gets; those that get all of theirs come first in <see cref="_order"/>.</summary>
    private int Plan(ReadOnlySpan<Utterance> utterances, out int whole)
    {
        var count = 0;
        var spare = PrefillRows;
        foreach (var utterance in utterances)
        {
            if (!utterance.Prepare())
                continue;
            // One row is always there; more are shared first come, first served.
            var rows = Math.Min(utterance.PendingRows, 1 + spare);
            spare -= rows - 1;
            (_order[count], _rows[count]) = (utterance, rows);
            count++;
        }

        whole = 0;
        for (var i = 0; i < count; i++)
        {
            if (!_order[i].Completes(_rows[i]))
                continue;
            (_order[whole], _order[i]) = (_order[i], _order[whole]);
            (_rows[whole], _rows[i]) = (_rows[i], _rows[whole]);
            whole++;
        }

        return count;
    }

    private void MakeFrames(int count)
    {
        var networks = _generator.Networks;
        var live = 0;
        for (var i = 0; i < count; i++)
        {
            var utterance = _order[i];
            utterance.Trace?.Talker(networks.TalkerLogits(i), networks.TalkerState(i));
            if (!utterance.DrawFirst(networks.TalkerLogits(i), _talkerSampler, _end))
                continue;
            (_live[live], _states[live]) = (utterance, i);
            live++;
        }

        for (var group = 1; group < _groups && live > 0; group++)
            Predict(group, live);
        for (var i = 0; i < live; i++)
            _live[i].Complete();
    }

    private void Predict(int group, int live)
    {
        var input = _generator.Networks.PredictorInput;
        for (var i = 0; i < live; i++)
        {
            if (group == 1)
                _generator.Networks.TalkerState(_states[i]).CopyTo(input.Row(2 * i));
            _generator.Tables.ReadCode(group - 1, _live[i].CodeOf(group - 1), input.Row(group == 1 ? 2 * i + 1 : i));
        }

        _generator.Networks.RunPredictor(group, live);
        for (var i = 0; i < live; i++)
        {
            var logits = _generator.Networks.PredictorLogits(i);
            _live[i].Trace?.Predictor(logits);
            _live[i].Draw(group, logits, _predictorSampler);
        }
    }
}
