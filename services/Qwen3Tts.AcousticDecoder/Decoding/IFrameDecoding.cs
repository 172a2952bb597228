namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>What a decoder remembers of one utterance. To dispose it gives it back to the decoder, which must not be decoding it.</summary>
public interface IFrameDecoding : IDisposable;
