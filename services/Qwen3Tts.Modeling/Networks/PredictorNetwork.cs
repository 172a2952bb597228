using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>
/// The code predictor on the processor's cores, for some utterances at once: the talker's states and the codes so far → logits of the
/// next code group. Its sequences last for a frame.
/// </summary>
internal sealed unsafe class PredictorNetwork : IDisposable
{
    private readonly NetworkWeights _weights;
    private readonly ThreadTeam _team;
    private readonly DecoderNetwork _stack;
    private readonly KeyValuePool _pool;
    private readonly KeyValueSequence[] _sequences;
    private readonly SequenceSlice[] _slices;
    private readonly DenseProjection? _projection;
    private readonly WeightMatrix[] _heads;
    private readonly NativeBuffer _logits;
    private readonly int _vocabulary;

    public PredictorNetwork(Checkpoint checkpoint, SessionSettings settings, ThreadTeam team)
    {
        var talker = checkpoint.Configuration.Talker;
        var predictor = talker.CodePredictor;
        var part = Part(checkpoint, settings.Precision ?? PrecisionPlan.Float32);
        var exact = part.Plan.Of(NetworkPart.Predictor, "qkv_proj") is WeightFormat.Float32;
        var layout = new KeyValueLayout(predictor.Layers, predictor.KeyValueHeads, predictor.HeadDim, talker.CodeGroups, !exact);
        _team = team;
        _vocabulary = predictor.VocabularySize;
        _weights = NetworkWeights.Load(checkpoint, part, settings);
        _stack = new DecoderNetwork(_weights, Matrices(talker), team, 2 * settings.Sequences, layout);
        _projection = HasProjection(checkpoint)
            ? new DenseProjection(_weights, "talker.code_predictor.small_to_mtp_projection", talker.HiddenSize, predictor.HiddenSize, 2 * settings.Sequences)
            : null;
        Input = _projection?.Input ?? _stack.Input;
        _heads = [.. part.Matrices.Where(matrix => matrix.Kind == "head").Select(_weights.Matrix)];
        _logits = new NativeBuffer((long)settings.Sequences * _heads[0].Outputs * sizeof(float));
        _pool = new KeyValuePool(layout, settings.Sequences);
        _sequences = [.. Enumerable.Range(0, settings.Sequences).Select(_ => new KeyValueSequence(_pool, talker.CodeGroups))];
        _slices = new SequenceSlice[settings.Sequences];
    }

    /// <summary>Where the rows of a pass are put, of the talker's width.</summary>
    public Activations Input { get; }

    /// <summary>The weights that a cache must hold for it.</summary>
    public static WeightPart Part(Checkpoint checkpoint, PrecisionPlan plan)
    {
        var talker = checkpoint.Configuration.Talker;
        var predictor = talker.CodePredictor;
        var heads = Enumerable.Range(0, talker.CodeGroups - 1).Select(head => new MatrixSpec(
            $"lm_head.{head}", "head", predictor.HiddenSize, ($"talker.code_predictor.lm_head.{head}.weight", predictor.VocabularySize)));
        return new WeightPart("code-predictor", NetworkPart.Predictor, plan, [.. Matrices(talker).All, .. heads]);
    }

    /// <summary>
    /// The pass that gives the logits of <paramref name="group"/>. Of group 1: each utterance has two rows of <see cref="Input"/>, the
    /// talker's state and the embedding of its code; after that one row, the embedding of the code of the group before.
    /// </summary>
    public void Run(int group, int utterances)
    {
        var rows = group == 1 ? 2 : 1;
        for (var i = 0; i < utterances; i++)
        {
            if (group == 1)
                _sequences[i].Reset();
            _slices[i] = new SequenceSlice(_sequences[i], i * rows, rows);
        }

        _projection?.Run(_team, rows * utterances, _stack.Input);
        _stack.Run(_slices, utterances, rows * utterances);
        LinearJob.Run(_team, _heads[group - 1], _stack.States, utterances, (float*)_logits.Pointer, _heads[0].Outputs);
    }

    /// <summary>Of an utterance, after a pass.</summary>
    public ReadOnlySpan<float> Logits(int utterance) => new((float*)_logits.Pointer + (long)utterance * _heads[0].Outputs, _vocabulary);

    public void Dispose()
    {
        foreach (var sequence in _sequences)
            sequence.Dispose();
        _pool.Dispose();
        _stack.Dispose();
        _projection?.Dispose();
        _logits.Dispose();
        _weights.Dispose();
    }

    // The released checkpoints have one where the widths differ; one between equal widths is used where it is there.
    private static bool HasProjection(Checkpoint checkpoint)
    {
        var talker = checkpoint.Configuration.Talker;
        return talker.HiddenSize != talker.CodePredictor.HiddenSize
            || checkpoint.Tensors.Contains("talker.code_predictor.small_to_mtp_projection.weight");
    }

    private static StackMatrices Matrices(TalkerConfiguration talker) =>
        new("talker.code_predictor.model.", CodePredictorGraph.Shape(talker.CodePredictor, talker.CodeGroups));
}
