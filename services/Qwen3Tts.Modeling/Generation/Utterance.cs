using System.Numerics.Tensors;
using Qwen3Tts.Modeling.Sampling;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Modeling.Generation;

/// <summary>
/// One utterance being made. Words are appended as they come; each <see cref="Step"/> makes one frame. Plain synchronous state: the
/// thread that owns the generator calls it.
/// </summary>
public sealed class Utterance : IDisposable
{
    private readonly FrameGenerator _generator;
    private readonly Prompt _prompt;
    private readonly GenerationRequest _request;
    private readonly TalkerState _talker;
    private readonly CodeHistory _history;
    private readonly float[] _pair;
    private readonly float[] _embedding;
    private readonly int[] _frame;

    internal Utterance(FrameGenerator generator, Prompt prompt, GenerationRequest request)
    {
        _generator = generator;
        _prompt = prompt;
        _request = request;
        _talker = generator.Talker.Start();
        _history = new CodeHistory(_talker.Logits.Length);
        _pair = new float[2 * generator.Tables.Width];
        _embedding = new float[generator.Tables.Width];
        _frame = new int[generator.Description.Codec.Groups];
    }

    /// <summary>Frames made so far.</summary>
    public int Frames { get; private set; }

    /// <summary>Why it ended; null while it has not.</summary>
    public FinishReason? Finished { get; private set; }

    /// <summary>True where a step would not have to wait for text.</summary>
    public bool Ready => Finished is not null
        || Frames >= _request.MaxFrames
        || (Frames == 0 ? _prompt.PrefillReady : _prompt.TryTrailing(Frames - 1, out _));

    /// <summary>Told what each network gave; for tests that compare stage by stage.</summary>
    internal IGenerationTrace? Trace { get; set; }

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

    /// <summary>Makes the next frame.</summary>
    /// <param name="frame">As many codes as the codec has groups.</param>
    /// <returns>False where the utterance has ended instead.</returns>
    /// <exception cref="SpeechException">The prompt is longer than the talker's positions.</exception>
    public bool Step(Span<int> frame)
    {
        if (Finished is not null)
            return false;
        if (Frames >= _request.MaxFrames || (Frames > 0 && _talker.Room == 0))
            return Finish(FinishReason.Length);
        Advance();
        Trace?.Talker(_talker.Logits, _talker.Hidden);
        var first = _generator.TalkerSampler.Draw(
            _talker.Logits, _request.Talker, _history, _generator.End, _request.Seed, Frames, group: 0);
        if (first == _generator.End.Id)
            return Finish(FinishReason.Stop);
        _history.Add(first);
        _frame[0] = first;
        Predict();
        _frame.CopyTo(frame);
        Frames++;
        return true;
    }

    public void Dispose() => _talker.Dispose();

    private bool Finish(FinishReason reason)
    {
        Finished = reason;
        return false;
    }

    /// <summary>Runs the talker: over the prefill, or over the last frame and the text row of this step.</summary>
    private void Advance()
    {
        if (Frames == 0)
        {
            var prefill = _prompt.Prefill();
            Trace?.Prefill(prefill);
            if (prefill.Length / _embedding.Length > _talker.Room)
            {
                throw SpeechException.Invalid(
                    $"Text, instruction and reference make {prefill.Length / _embedding.Length} positions; at most {_talker.Room} fit.");
            }

            _talker.Append(prefill);
            return;
        }

        if (!_prompt.TryTrailing(Frames - 1, out var text))
            throw new InvalidOperationException("A step was made before its text had come.");
        Trace?.Trailing(text);
        _generator.Tables.ReadFrame(_frame, _embedding);
        TensorPrimitives.Add(_embedding, text, _embedding);
        _talker.AppendOne(_embedding);
    }

    /// <summary>Fills in the codes of groups 1 and up.</summary>
    private void Predict()
    {
        var predictor = _generator.Predictor;
        _talker.Hidden.CopyTo(_pair.AsSpan());
        _generator.Tables.ReadCode(0, _frame[0], _pair.AsSpan(_embedding.Length));
        predictor.Begin(_pair);
        for (var group = 1; ; group++)
        {
            Trace?.Predictor(predictor.Logits);
            _frame[group] = _generator.PredictorSampler.Draw(
                predictor.Logits, _request.Predictor, history: null, end: null, _request.Seed, Frames, group);
            if (group + 1 == _frame.Length)
                return;
            _generator.Tables.ReadCode(group, _frame[group], _embedding);
            predictor.Next(group + 1, _embedding);
        }
    }
}
