using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>One utterance in the talker: its cache, and what the last position gave.</summary>
internal sealed class TalkerState : IDisposable
{
    private readonly DecoderState _decoder;

    public TalkerState(InferenceSession session, TalkerConfiguration talker, KeyValueCache cache)
    {
        Logits = new float[talker.VocabularySize];
        Hidden = new float[talker.HiddenSize];
        _decoder = new DecoderState(session, talker.HiddenSize, cache);
        _decoder.AddOutput(TalkerGraph.Logits, Logits, [1, talker.VocabularySize]);
        _decoder.AddOutput(TalkerGraph.Hidden, Hidden, [1, talker.HiddenSize]);
    }

    /// <summary>Over the codec vocabulary, for the next code of group 0.</summary>
    public float[] Logits { get; }

    /// <summary>The state after the final norm that <see cref="Logits"/> came from.</summary>
    public float[] Hidden { get; }

    /// <summary>Positions that may still be appended.</summary>
    public int Room => _decoder.Limit - _decoder.Length;

    /// <param name="embeddings">[positions × hidden].</param>
    public void Append(float[] embeddings) => _decoder.Append(embeddings);

    public void AppendOne(ReadOnlySpan<float> embedding) => _decoder.AppendOne(embedding);

    public void Dispose() => _decoder.Dispose();
}
