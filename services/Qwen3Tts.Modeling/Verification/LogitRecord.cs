using Qwen3Tts.Modeling.Generation;

namespace Qwen3Tts.Modeling.Verification;

/// <summary>Every network's logits over some frames.</summary>
internal sealed class LogitRecord : IGenerationTrace
{
    public List<float[]> Talked { get; } = [];

    public List<float[]> Predicted { get; } = [];

    public void Prefill(ReadOnlySpan<float> embeddings)
    {
    }

    public void Trailing(ReadOnlySpan<float> row)
    {
    }

    public void Talker(ReadOnlySpan<float> logits, ReadOnlySpan<float> hidden) => Talked.Add(logits.ToArray());

    public void Predictor(ReadOnlySpan<float> logits) => Predicted.Add(logits.ToArray());
}
