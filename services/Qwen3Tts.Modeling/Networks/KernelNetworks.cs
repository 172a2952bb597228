using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>Both networks on the processor's cores.</summary>
internal sealed class KernelNetworks(Checkpoint checkpoint, SessionSettings settings, ThreadTeam team, int maxRows) : IGenerationNetworks
{
    private readonly TalkerNetwork _talker = new(checkpoint, settings, team, maxRows);
    private readonly PredictorNetwork _predictor = new(checkpoint, settings, team);

    public Activations TalkerInput => _talker.Stack.Input;

    public Activations PredictorInput => _predictor.Input;

    public ISequence Start() => _talker.Start();

    public void RunTalker(SequenceSlice[] slices, int count, int rows, int whole)
    {
        _talker.Stack.Run(slices, count, rows);
        _talker.ComputeLogits(whole);
    }

    public ReadOnlySpan<float> TalkerState(int slice) => _talker.Stack.States.Row(slice);

    public ReadOnlySpan<float> TalkerLogits(int slice) => _talker.Logits(slice);

    public void RunPredictor(int group, int utterances) => _predictor.Run(group, utterances);

    public ReadOnlySpan<float> PredictorLogits(int utterance) => _predictor.Logits(utterance);

    public void Dispose()
    {
        _predictor.Dispose();
        _talker.Dispose();
    }
}
