namespace Qwen3Tts.Cli.Bench;

/// <summary>Some utterances at once, a frame of each a run.</summary>
/// <param name="Streams">Utterances at once.</param>
/// <param name="Frames">Frames made in all.</param>
/// <param name="Talker">Milliseconds a run.</param>
/// <param name="Predictor">Milliseconds a run.</param>
/// <param name="Codec">Milliseconds a run.</param>
/// <param name="RealTimeFactor">Wall time over audio made, all streams together: below 1 is faster than real time.</param>
public sealed record StreamReport(int Streams, int Frames, double Talker, double Predictor, double Codec, double RealTimeFactor);
