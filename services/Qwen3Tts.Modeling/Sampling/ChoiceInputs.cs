using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Modeling.Sampling;

/// <summary>
/// What <see cref="CodeChoice"/> draws the codes of some rows by, as it is handed in: settings, penalties and noise, so that the graph draws
/// what <see cref="CodeSampler"/> would. Greedy is noise that only breaks ties, towards the lowest id.
/// </summary>
internal sealed class ChoiceInputs
{
    // Less than two neighbouring logits are apart, and more than is lost in the sum with them.
    private const double TieStep = 1.0 / (1L << 44);

    private readonly int[] _vocabularies;
    private readonly int[] _offsets;
    private readonly EndOfSpeech _end;
    private readonly CodeHistory?[] _histories;
    private readonly int[] _penalised;
    private readonly float[] _penalty;
    private readonly NoiseSource[] _sources;
    private readonly int[] _drawing;
    private int _count;

    /// <param name="vocabularies">Of each code group.</param>
    public ChoiceInputs(int rows, int[] vocabularies, EndOfSpeech end)
    {
        (_vocabularies, _end) = (vocabularies, end);
        _offsets = new int[vocabularies.Length];
        for (var group = 1; group < vocabularies.Length; group++)
            _offsets[group] = _offsets[group - 1] + vocabularies[group - 1];
        Width = _offsets[^1] + vocabularies[^1];
        Noise = new double[rows * Width];
        Allowed = new bool[rows * vocabularies[0]];
        Penalties = new float[rows * vocabularies[0]];
        Temperatures = new float[2 * rows];
        Ranks = new long[2 * rows];
        Cuts = new float[2 * rows];
        Array.Fill(Penalties, 1);
        Array.Fill(Temperatures, 1);
        for (var row = 0; row < rows; row++)
            Allowed.AsSpan(row * vocabularies[0], end.FirstSuppressed).Fill(true);
        _histories = new CodeHistory?[rows];
        _penalised = new int[rows];
        _penalty = new float[rows];
        _sources = new NoiseSource[rows];
        _drawing = new int[rows];
    }

    /// <summary>Numbers of noise in a row.</summary>
    public int Width { get; }

    /// <summary>Added to the scores of all groups' codes: [rows × <see cref="Width"/>].</summary>
    public double[] Noise { get; }

    /// <summary>Which codes of group 0 may be drawn: [rows × vocabulary].</summary>
    public bool[] Allowed { get; }

    /// <summary>What logits of group 0 are divided by, negative ones multiplied with: [rows × vocabulary].</summary>
    public float[] Penalties { get; }

    /// <summary>Of group 0 and of the others: [rows × 2].</summary>
    public float[] Temperatures { get; }

    /// <summary>Where in ascending order the lowest score is that top-k keeps: [rows × 2].</summary>
    public long[] Ranks { get; }

    /// <summary>Up to where in ascending order the summed probabilities are dropped, which is 1 − top-p; negative drops none: [rows × 2].</summary>
    public float[] Cuts { get; }

    /// <summary>No row draws.</summary>
    public void Clear() => _count = 0;

    /// <summary>Lets a row draw one frame; its noise is there after <see cref="MakeNoise"/>.</summary>
    public void Set(int row, SamplingParameters talker, SamplingParameters predictor, CodeHistory history, ulong seed, int frame)
    {
        SetNetwork(2 * row, talker, _vocabularies[0]);
        SetNetwork(2 * row + 1, predictor, _vocabularies[1]);
        SetPenalties(row, history, talker.RepetitionPenalty);
        Allowed[row * _vocabularies[0] + _end.Id] = history.Count >= _end.MinDraws;
        _sources[row] = new NoiseSource(seed, frame, talker.Temperature == 0, predictor.Temperature == 0);
        _drawing[_count++] = row;
    }

    /// <summary>Makes the noise of the rows that draw.</summary>
    public void MakeNoise(ThreadTeam team)
    {
        var job = new NoiseJob(this);
        team.Run(ref job, _count * _vocabularies.Length);
    }

    private void SetNetwork(int place, SamplingParameters parameters, int vocabulary)
    {
        var greedy = parameters.Temperature == 0;
        Temperatures[place] = greedy ? 1 : parameters.Temperature;
        Ranks[place] = !greedy && parameters.TopK > 0 && parameters.TopK < vocabulary ? vocabulary - parameters.TopK : 0;
        Cuts[place] = !greedy && parameters.TopP < 1 ? 1 - parameters.TopP : -1;
    }

    private void SetPenalties(int row, CodeHistory history, float penalty)
    {
        var penalties = Penalties.AsSpan(row * _vocabularies[0], _vocabularies[0]);
        if (_histories[row] != history || _penalty[row] != penalty)
        {
            penalties.Fill(1);
            (_histories[row], _penalty[row], _penalised[row]) = (history, penalty, 0);
        }

        foreach (var id in history.Distinct[_penalised[row]..])
            penalties[id] = penalty;
        _penalised[row] = history.Distinct.Length;
    }

    private void MakeGroup(int row, int group)
    {
        var noise = Noise.AsSpan(row * Width + _offsets[group], _vocabularies[group]);
        var source = _sources[row];
        if (group == 0 ? source.GreedyTalker : source.GreedyPredictor)
        {
            for (var id = 0; id < noise.Length; id++)
                noise[id] = -id * TieStep;
            return;
        }

        CounterRandom.Gumbel(source.Seed, source.Frame, group, noise);
    }

    private readonly record struct NoiseSource(ulong Seed, int Frame, bool GreedyTalker, bool GreedyPredictor);

    private readonly struct NoiseJob(ChoiceInputs inputs) : IJob
    {
        public void Execute(int chunk) =>
            inputs.MakeGroup(inputs._drawing[chunk / inputs._vocabularies.Length], chunk % inputs._vocabularies.Length);
    }
}
