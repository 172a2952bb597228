namespace Qwen3Tts.Modeling.Sessions;

/// <summary>
/// How a decoder gets ready for what follows some frames whose samples nobody wants: the samples after them are the same to the bit as
/// if all had been decoded.
/// </summary>
/// <param name="Skipped">So many of the first do not matter any more: <see cref="CodecDecoderState.Skip"/>.</param>
/// <param name="Silent">So many then go through the part of the network that looks back far, in silent rows. All others are decoded.</param>
public readonly record struct CodecPriming(int Skipped, int Silent);
