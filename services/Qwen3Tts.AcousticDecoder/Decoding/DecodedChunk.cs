namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>What one turn on the device made of an utterance.</summary>
/// <param name="Samples">PCM in [-1, 1].</param>
/// <param name="Frames">Frames that they come from.</param>
/// <param name="Time">How long the device took for them: their share, by frames, of the turn's time.</param>
public sealed record DecodedChunk(float[] Samples, int Frames, TimeSpan Time);
