using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Cli.Client;

/// <summary>A model as a fleet lists it.</summary>
/// <param name="Type"><c>base</c>, <c>custom_voice</c> or <c>voice_design</c>.</param>
public sealed record ServedModel(
    string Name,
    string Type,
    IReadOnlyList<SynthesisMode> Modes,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Speakers,
    bool TakesInstruction,
    CodecFormat? Codec);
