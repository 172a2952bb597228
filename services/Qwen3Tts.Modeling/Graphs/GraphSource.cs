namespace Qwen3Tts.Modeling.Graphs;

/// <summary>Which weight files of a checkpoint a network is made from.</summary>
internal enum GraphSource
{
    /// <summary>The model's own: talker, code predictor, speaker encoder.</summary>
    Model,

    /// <summary>Those in <c>speech_tokenizer/</c>.</summary>
    Codec,
}
