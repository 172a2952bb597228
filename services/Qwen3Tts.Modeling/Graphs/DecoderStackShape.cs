namespace Qwen3Tts.Modeling.Graphs;

/// <summary>The sizes of a Qwen3-style decoder stack: the talker's or the code predictor's.</summary>
/// <param name="Positions">Longest sequence that the rotary tables cover.</param>
internal sealed record DecoderStackShape(
    AttentionShape Attention, int Layers, int Intermediate, float Epsilon, double RopeTheta, int Positions);
