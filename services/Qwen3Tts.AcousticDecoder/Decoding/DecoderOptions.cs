using System.ComponentModel.DataAnnotations;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>How much the decoder takes on.</summary>
public sealed class DecoderOptions
{
    public const string Section = "Decoder";

    /// <summary>Utterances decoded at a time; more are refused, but for as many again that another decoder has lost in the middle.</summary>
    [Range(1, 4096)]
    public int MaxUtterances { get; set; } = 64;

    /// <summary>Frames that one message may hold.</summary>
    [Range(1, 4096)]
    public int MaxFramesPerMessage { get; set; } = 256;

    /// <summary>Frames of context that an utterance may begin with.</summary>
    [Range(0, 65536)]
    public int MaxContextFrames { get; set; } = 4096;

    /// <summary>
    /// Frames decoded before those who wait get a turn: of all utterances that share it. An utterance's samples of a turn leave in one
    /// message. More are a little cheaper each, and let a new utterance wait for longer.
    /// </summary>
    [Range(1, 128)]
    public int FramesPerTurn { get; set; } = 4;

    /// <summary>
    /// MiB, of each model, for states after the reference clips that voices begin with, so that a voice's clip is gone through once. 0 keeps none.
    /// </summary>
    [Range(0, 65536)]
    public long WarmMegabytes { get; set; } = 128;

    /// <summary>How the networks' weights are held.</summary>
    [EnumDataType(typeof(CodecPrecision))]
    public CodecPrecision Precision { get; set; } = CodecPrecision.Float32;

    /// <summary>Utterances decoded at a time, those that another decoder has lost among them.</summary>
    internal int MostUtterances => 2 * MaxUtterances;
}
