namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>A voice that ships with a checkpoint, in its folder <c>voices/</c>.</summary>
/// <param name="ClipPath">The reference clip, a WAV file.</param>
/// <param name="Transcript">What is said in it; empty where the checkpoint does not tell.</param>
/// <param name="Description">From the checkpoint's README; empty where there is none.</param>
/// <param name="WordErrorRateStreaming">0 to 1, measured with streaming text; null where it is not stated.</param>
/// <param name="WordErrorRateWhole">0 to 1, measured with the whole text first.</param>
public sealed record BuiltInVoice(
    string Name, string ClipPath, string Transcript, string Description, double? WordErrorRateStreaming, double? WordErrorRateWhole);
