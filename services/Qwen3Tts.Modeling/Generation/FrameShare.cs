namespace Qwen3Tts.Modeling.Generation;

/// <summary>What an utterance gets of a run.</summary>
/// <param name="Rows">Its next ones, at least one.</param>
internal readonly record struct FrameShare(Utterance Utterance, int Rows);
