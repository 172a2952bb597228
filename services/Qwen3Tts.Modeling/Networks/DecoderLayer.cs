using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>The weights of one decoder layer.</summary>
internal sealed record DecoderLayer(
    NativeBuffer InputNorm,
    WeightMatrix Projections,
    AttentionLayer Attention,
    WeightMatrix Output,
    NativeBuffer FeedForwardNorm,
    WeightMatrix Gate,
    WeightMatrix Up,
    WeightMatrix Down);
