namespace Qwen3Tts.Cli.Planning.Replay;

/// <summary>What became of a listener.</summary>
/// <param name="Second">When it came.</param>
/// <param name="FirstAudio">Milliseconds; null where it was refused.</param>
/// <param name="Underrun">Whether its playback stood still.</param>
public readonly record struct ReplayListener(double Second, double? FirstAudio, bool Underrun);
