namespace Qwen3Tts.Modeling.Generation;

/// <summary>Sees what each network of an utterance was given and gave. Spans are valid during the call only.</summary>
internal interface IGenerationTrace
{
    /// <param name="embeddings">[positions × hidden].</param>
    void Prefill(ReadOnlySpan<float> embeddings);

    /// <param name="row">What was added at a decode step.</param>
    void Trailing(ReadOnlySpan<float> row);

    void Talker(ReadOnlySpan<float> logits, ReadOnlySpan<float> hidden);

    void Predictor(ReadOnlySpan<float> logits);
}
