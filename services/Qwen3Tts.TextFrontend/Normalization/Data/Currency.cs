namespace Qwen3Tts.TextFrontend.Normalization.Data;

/// <summary>A currency and its hundredth, where it has one.</summary>
internal sealed record Currency(CountedNoun Major, CountedNoun? Minor);
