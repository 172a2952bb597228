using Qwen3Tts.Modeling.Generation;

namespace Qwen3Tts.ParityTests.Generation;

internal sealed class RecordedTrace : IGenerationTrace
{
    private readonly List<float> _trailing = [];
    private readonly List<float> _hidden = [];
    private int _width;

    public float[] PrefillRows { get; private set; } = [];

    public float[] TrailingRows => [.. _trailing];

    public List<float> Logits { get; } = [];

    public List<float> PredictorLogits { get; } = [];

    public float[] HiddenOf(int frames) => [.. _hidden.Take(frames * _width)];

    public void Prefill(ReadOnlySpan<float> embeddings) => PrefillRows = embeddings.ToArray();

    public void Trailing(ReadOnlySpan<float> row) => _trailing.AddRange(row);

    public void Talker(ReadOnlySpan<float> logits, ReadOnlySpan<float> hidden)
    {
        _width = hidden.Length;
        Logits.AddRange(logits);
        _hidden.AddRange(hidden);
    }

    public void Predictor(ReadOnlySpan<float> logits) => PredictorLogits.AddRange(logits);
}
