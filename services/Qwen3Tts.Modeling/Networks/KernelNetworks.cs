using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>
/// Talker and code predictor on the processor's cores, for many utterances at once. Rows are put into the inputs, a run is made, and what
/// it gave is read, by one thread.
/// </summary>
internal sealed class KernelNetworks(Checkpoint checkpoint, SessionSettings settings, ThreadTeam team, int maxRows) : IDisposable
{
    private readonly TalkerNetwork _talker = new(checkpoint, settings, team, maxRows);
    private readonly PredictorNetwork _predictor = new(checkpoint, settings, team);

    /// <summary>Where the rows of a talker's run are put: [rows × hidden]. A run overwrites them.</summary>
    public Activations TalkerInput => _talker.Stack.Input;

    /// <summary>Where the rows of a predictor's pass are put, of the talker's width.</summary>
    public Activations PredictorInput => _predictor.Input;

    /// <summary>How the talker's keys and values are kept.</summary>
    public KeyValueLayout Cache => _talker.Layout;

    /// <inheritdoc cref="KeyValuePool.Use"/>
    public double CacheUse => _talker.CacheUse;

    /// <summary>A sequence of the talker's without positions.</summary>
    public ISequence Start() => _talker.Start();

    /// <summary>Runs the talker over rows 0 to <paramref name="rows"/> − 1; the sequences grow by their slices' rows.</summary>
    /// <param name="slices">The first <paramref name="count"/> cover the rows; of the first <paramref name="whole"/> logits are wanted.</param>
    public void RunTalker(SequenceSlice[] slices, int count, int rows, int whole)
    {
        _talker.Stack.Run(slices, count, rows);
        _talker.ComputeLogits(whole);
    }

    /// <summary>After a run: the state after the final norm of a slice's last row.</summary>
    public ReadOnlySpan<float> TalkerState(int slice) => _talker.Stack.States.Row(slice);

    /// <summary>After a run: the logits of code group 0 after a slice's last row.</summary>
    public ReadOnlySpan<float> TalkerLogits(int slice) => _talker.Logits(slice);

    /// <inheritdoc cref="PredictorNetwork.Run"/>
    public void RunPredictor(int group, int utterances) => _predictor.Run(group, utterances);

    /// <summary>After a pass: an utterance's logits.</summary>
    public ReadOnlySpan<float> PredictorLogits(int utterance) => _predictor.Logits(utterance);

    public void Dispose()
    {
        _predictor.Dispose();
        _talker.Dispose();
    }
}
