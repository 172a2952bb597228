namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>A linear layer, or several of the same inputs side by side.</summary>
/// <param name="Name">Unique in its network, such as <c>layers.3.qkv_proj</c>.</param>
/// <param name="Kind">What <see cref="PrecisionPlan"/> knows it by, such as <c>qkv_proj</c>.</param>
/// <param name="Parts">Weight tensor [outputs × inputs] and its outputs.</param>
internal sealed record MatrixSpec(string Name, string Kind, int Inputs, params IReadOnlyList<(string Tensor, int Outputs)> Parts)
{
    /// <summary>Layers that read the very same rows of inputs, itself among them: their inputs are scaled alike.</summary>
    public IReadOnlyList<(string Tensor, int Outputs)> Together { get; init; } = Parts;
}
