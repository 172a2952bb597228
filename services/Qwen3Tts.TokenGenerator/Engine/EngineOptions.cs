using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>How much the engine takes on.</summary>
public sealed class EngineOptions
{
    public const string Section = "Engine";

    /// <summary>Frames of the longest utterance. Every utterance's frames are buffered, so that no client holds up the engine.</summary>
    [Range(1, 65536)]
    public int MaxFrames { get; set; } = 2048;

    /// <summary>Utterances that take turns on the device.</summary>
    [Range(1, 1024)]
    public int MaxUtterances { get; set; } = 8;

    /// <summary>Utterances that wait for one of those to end; more are refused.</summary>
    [Range(0, 65536)]
    public int QueueLength { get; set; } = 24;

    /// <summary>Text tokens of the longest utterance, and of the longest instruction or transcript.</summary>
    [Range(1, 65536)]
    public int MaxTokens { get; set; } = 8192;

    /// <summary>Codec frames of the longest reference clip.</summary>
    [Range(1, 65536)]
    public int MaxReferenceFrames { get; set; } = 2048;
}
