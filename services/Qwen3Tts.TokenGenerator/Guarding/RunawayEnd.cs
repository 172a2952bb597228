using Qwen3Tts.TokenGenerator.Engine;

namespace Qwen3Tts.TokenGenerator.Guarding;

/// <summary>How a runaway ended.</summary>
/// <param name="Since">The frame that it began with.</param>
/// <param name="Fade">The frame after the last that was passed on, to be faded out.</param>
public sealed record RunawayEnd(RunawayReason Reason, int Since, GeneratedFrame Fade);
