using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>
/// Talker and code predictor of a checkpoint on one device, for many utterances at once. Rows are put into the inputs, a run is made,
/// and what it gave is read, by one thread.
/// </summary>
internal interface IGenerationNetworks : IDisposable
{
    /// <summary>Where the rows of a talker's run are put: [rows × hidden]. A run may overwrite them.</summary>
    Activations TalkerInput { get; }

    /// <summary>Where the rows of a predictor's pass are put, of the talker's width.</summary>
    Activations PredictorInput { get; }

    /// <summary>A sequence of the talker's without positions.</summary>
    ISequence Start();

    /// <summary>Runs the talker over rows 0 to <paramref name="rows"/> − 1; the sequences grow by their slices' rows.</summary>
    /// <param name="slices">The first <paramref name="count"/> cover the rows; of the first <paramref name="whole"/> logits are wanted.</param>
    void RunTalker(SequenceSlice[] slices, int count, int rows, int whole);

    /// <summary>After a run: the state after the final norm of a slice's last row.</summary>
    ReadOnlySpan<float> TalkerState(int slice);

    /// <summary>After a run: the logits of code group 0 after a slice's last row.</summary>
    ReadOnlySpan<float> TalkerLogits(int slice);

    /// <summary>
    /// The pass that gives the logits of <paramref name="group"/>. Of group 1: each utterance has two rows of
    /// <see cref="PredictorInput"/>, the talker's state and the embedding of its code; after that one row, the embedding of the code of
    /// the group before.
    /// </summary>
    void RunPredictor(int group, int utterances);

    /// <summary>After a pass: an utterance's logits.</summary>
    ReadOnlySpan<float> PredictorLogits(int utterance);
}
