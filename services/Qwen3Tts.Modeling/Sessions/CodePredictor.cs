using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>
/// The code predictor. A frame begins with the talker's state and the embedding of group 0; each further pass takes the embedding of
/// the code just drawn and gives the logits of the next group. Its cache lives no longer than a frame, so one serves all utterances of
/// a thread.
/// </summary>
internal sealed class CodePredictor : IDisposable
{
    private readonly InferenceSession _session;
    private readonly DecoderState _decoder;
    private readonly long[] _head = new long[1];

    public CodePredictor(Checkpoint checkpoint, SessionSettings settings)
    {
        var talker = checkpoint.Configuration.Talker;
        _session = InferenceSessions.Open(checkpoint, GraphPart.CodePredictor, settings);
        var shape = CodePredictorGraph.Shape(talker.CodePredictor, talker.CodeGroups);
        Logits = new float[talker.CodePredictor.VocabularySize];
        _decoder = new DecoderState(_session, talker.HiddenSize, new KeyValueCache(shape, talker.CodeGroups, talker.CodeGroups));
        _decoder.AddInput(CodePredictorGraph.Head, _head, []);
        _decoder.AddOutput(CodePredictorGraph.Logits, Logits, [1, Logits.Length]);
    }

    /// <summary>Over the codes of the group last asked for.</summary>
    public float[] Logits { get; }

    /// <summary>Logits of group 1.</summary>
    /// <param name="hiddenAndCode">The talker's state, then the embedding of the code of group 0: [2 × hidden].</param>
    public void Begin(float[] hiddenAndCode)
    {
        _decoder.Reset();
        _head[0] = 0;
        _decoder.Append(hiddenAndCode);
    }

    /// <summary>Logits of <paramref name="group"/>, 2 or higher.</summary>
    /// <param name="embedding">Of the code of the group before.</param>
    public void Next(int group, ReadOnlySpan<float> embedding)
    {
        _head[0] = group - 1;
        _decoder.AppendOne(embedding);
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _session.Dispose();
    }
}
