using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>How much the engine takes on, and whom it serves first.</summary>
public sealed class EngineOptions
{
    public const string Section = "Engine";

    /// <summary>Positions of a prompt that fit beside the longest utterance's frames.</summary>
    public const int PromptPositions = 512;

    /// <summary>Frames of the longest utterance. Every utterance's frames are buffered, so that no client holds up the engine.</summary>
    [Range(1, 65536)]
    public int MaxFrames { get; set; } = 2048;

    /// <summary>Utterances that hold memory on the device: that for keys and values is set aside at the start.</summary>
    [Range(1, 1024)]
    public int MaxUtterances { get; set; } = 8;

    /// <summary>Utterances that one run makes a frame of.</summary>
    [Range(1, 1024)]
    public int MaxBatch { get; set; } = 8;

    /// <summary>Utterances with text that wait for one of those to end; more are refused.</summary>
    [Range(0, 65536)]
    public int QueueLength { get; set; } = 24;

    /// <summary>Open utterances, those among them that have no text yet, or none left, and so cost nothing.</summary>
    [Range(1, 65536)]
    public int MaxStreams { get; set; } = 256;

    /// <summary>Text tokens of the longest utterance, and of the longest instruction or transcript.</summary>
    [Range(1, 65536)]
    public int MaxTokens { get; set; } = 8192;

    /// <summary>Codec frames of the longest reference clip.</summary>
    [Range(1, 65536)]
    public int MaxReferenceFrames { get; set; } = 2048;

    /// <summary>
    /// MiB, of each model, for keys and values of what utterances begin with alike: instruction, voice and reference clip, so that each is gone
    /// through once. 0 keeps none.
    /// </summary>
    [Range(0, 65536)]
    public long WarmMegabytes { get; set; } = 128;

    /// <summary>
    /// Text tokens that must have come, or the text's end, before an utterance whose text streams is begun. The model reads one token a
    /// frame: more lead lets a slow writer's speech play without a gap, and begins it later.
    /// </summary>
    [Range(1, 4096)]
    public int TextLead { get; set; } = 1;

    /// <summary>How far an utterance may be ahead of its playback, in seconds, before all others come first.</summary>
    [Range(0.1, 3600)]
    public double MaxLead { get; set; } = 10;

    /// <summary>Seconds without text after which an utterance gives its place on the device away; it comes back when text does.</summary>
    [Range(0.01, 3600)]
    public double ParkAfter { get; set; } = 2;

    /// <summary>Seconds without text after which an utterance is ended.</summary>
    [Range(0.01, 86400)]
    public double TextIdle { get; set; } = 30;
}
