using System.Numerics.Tensors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Modeling.Sampling;

/// <summary>
/// Draws a code from logits in the official order: repetition penalty, minimum length, suppression, temperature, top-k, top-p, softmax,
/// then one draw. Holds scratch memory: one for each thread.
/// </summary>
public sealed class CodeSampler(int vocabulary)
{
    // The official 50 among them. Sorting all costs a frame of sixteen draws some milliseconds.
    private const int FewKept = 128;

    // Below the highest; such an id is never drawn.
    private const float LowestScore = 80;

    private readonly float[] _scores = new float[vocabulary];
    private readonly float[] _sorted = new float[vocabulary];
    private readonly int[] _order = new int[vocabulary];

    /// <summary>The id drawn at (<paramref name="seed"/>, <paramref name="frame"/>, <paramref name="group"/>).</summary>
    /// <param name="logits">As many as the vocabulary has ids.</param>
    /// <param name="history">Ids that the repetition penalty falls on; null for none.</param>
    /// <param name="end">Given for code group 0.</param>
    public int Draw(
        ReadOnlySpan<float> logits, SamplingParameters parameters, CodeHistory? history, EndOfSpeech? end, ulong seed, int frame, int group)
    {
        var scores = Process(logits, parameters, history, end);
        if (parameters.Temperature == 0)
            return TensorPrimitives.IndexOfMax(scores);
        var best = -1;
        var highest = double.NegativeInfinity;
        for (var id = 0; id < scores.Length; id++)
        {
            if (float.IsNegativeInfinity(scores[id]))
                continue;
            var score = scores[id] + CounterRandom.Gumbel(seed, frame, group, id);
            if (score > highest)
                (best, highest) = (id, score);
        }

        return best;
    }

    /// <summary>The distribution that <see cref="Draw"/> draws from.</summary>
    public float[] Probabilities(ReadOnlySpan<float> logits, SamplingParameters parameters, CodeHistory? history, EndOfSpeech? end)
    {
        var probabilities = new float[vocabulary];
        SoftMax(Process(logits, parameters, history, end), probabilities);
        return probabilities;
    }

    /// <summary>
    /// How much less likely a code is, in nats, than one drawn from the logits' distribution is in the mean: its surprisal less the
    /// distribution's entropy, which is the mean of the scores less the code's. Codes that are drawn have zero in the mean, or less where
    /// top-k, top-p or greed keep the unlikely ones out, whatever the model and its logits.
    /// </summary>
    /// <param name="history">As it was for the draw.</param>
    public float Surprise(
        int code, ReadOnlySpan<float> logits, SamplingParameters parameters, CodeHistory? history, EndOfSpeech? end)
    {
        var scores = Score(logits, parameters, history, end);
        // What is ruled out would make the mean no number.
        TensorPrimitives.Max(scores, TensorPrimitives.Max(scores) - LowestScore, scores);
        var probabilities = _sorted.AsSpan();
        SoftMax(scores, probabilities);
        return TensorPrimitives.Dot(probabilities, scores) - scores[code];
    }

    // The library's own takes exponentials of the scores as they are, which reach infinity from 89 on.
    private static void SoftMax(ReadOnlySpan<float> scores, Span<float> probabilities)
    {
        TensorPrimitives.Subtract(scores, TensorPrimitives.Max(scores), probabilities);
        TensorPrimitives.SoftMax(probabilities, probabilities);
    }

    private Span<float> Process(ReadOnlySpan<float> logits, SamplingParameters parameters, CodeHistory? history, EndOfSpeech? end)
    {
        var scores = Score(logits, parameters, history, end);
        if (parameters.Temperature == 0)
            return scores;
        if (parameters.TopK > 0 && parameters.TopK < scores.Length)
            KeepTop(scores, parameters.TopK);
        if (parameters.TopP < 1)
            KeepMass(scores, parameters.TopP);
        return scores;
    }

    /// <summary>All that comes before ids are left out for being unlikely.</summary>
    private Span<float> Score(ReadOnlySpan<float> logits, SamplingParameters parameters, CodeHistory? history, EndOfSpeech? end)
    {
        var scores = _scores.AsSpan();
        logits.CopyTo(scores);
        if (history is not null && parameters.RepetitionPenalty != 1)
            Penalise(scores, history, parameters.RepetitionPenalty);
        if (end is { } ending)
            Suppress(scores, ending, history?.Count ?? 0);
        if (parameters.Temperature != 0)
            TensorPrimitives.Divide(scores, parameters.Temperature, scores);
        return scores;
    }

    private static void Penalise(Span<float> scores, CodeHistory history, float penalty)
    {
        foreach (var id in history.Distinct)
            scores[id] = scores[id] < 0 ? scores[id] * penalty : scores[id] / penalty;
    }

    private static void Suppress(Span<float> scores, EndOfSpeech end, int draws)
    {
        var score = draws < end.MinDraws ? float.NegativeInfinity : scores[end.Id];
        scores[end.FirstSuppressed..].Fill(float.NegativeInfinity);
        scores[end.Id] = score;
    }

    /// <summary>Keeps the <paramref name="count"/> highest and whatever equals the lowest of them.</summary>
    private void KeepTop(Span<float> scores, int count)
    {
        var lowest = count <= FewKept ? LowestOfFew(scores, count) : LowestOfMany(scores, count);
        foreach (ref var score in scores)
        {
            if (score < lowest)
                score = float.NegativeInfinity;
        }
    }

    /// <summary>The lowest of the highest <paramref name="count"/>, which are kept in order while all are looked at once.</summary>
    private float LowestOfFew(ReadOnlySpan<float> scores, int count)
    {
        var highest = _sorted.AsSpan(0, count);
        highest.Fill(float.NegativeInfinity);
        foreach (var score in scores)
        {
            if (!(score > highest[0]))
                continue;
            var place = 0;
            for (; place + 1 < count && highest[place + 1] < score; place++)
                highest[place] = highest[place + 1];
            highest[place] = score;
        }

        return highest[0];
    }

    private float LowestOfMany(ReadOnlySpan<float> scores, int count)
    {
        scores.CopyTo(_sorted);
        Array.Sort(_sorted);
        return _sorted[^count];
    }

    /// <summary>Keeps the fewest highest ids whose probabilities reach <paramref name="mass"/>, at least one.</summary>
    private void KeepMass(Span<float> scores, float mass)
    {
        var order = _order;
        for (var id = 0; id < order.Length; id++)
            order[id] = id;
        scores.CopyTo(_sorted);
        Array.Sort(_sorted, order);
        SoftMax(_sorted, _sorted);
        // From the lowest up, as the official library does: what lies within the first 1 − p goes.
        var cumulative = 0f;
        for (var i = 0; i < order.Length - 1; i++)
        {
            cumulative += _sorted[i];
            if (cumulative > 1 - mass)
                break;
            scores[order[i]] = float.NegativeInfinity;
        }
    }
}
