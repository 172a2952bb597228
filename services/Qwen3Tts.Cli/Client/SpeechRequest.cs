using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Cli.Client;

/// <summary>One utterance to ask for, all but its words. What is null is left to the fleet.</summary>
/// <param name="Mode">Null: what the other fields name decides.</param>
/// <param name="Delivery">Null: as the mode does it by default.</param>
/// <param name="Temperature">For the talker and the code predictor; 0 is greedy.</param>
/// <param name="TopK">For both; 0 keeps every code.</param>
/// <param name="TopP">For both; 1 keeps every code.</param>
/// <param name="ToFile">The audio is kept, not listened to as it comes.</param>
public sealed record SpeechRequest(
    string? Model = null,
    SynthesisMode? Mode = null,
    string? Voice = null,
    string? Language = null,
    string? Instruction = null,
    TextDelivery? Delivery = null,
    float? Temperature = null,
    int? TopK = null,
    float? TopP = null,
    ulong? Seed = null,
    bool ToFile = false)
{
    /// <summary>In the place of a voice's name.</summary>
    public ReferenceAudio? Clip { get; init; }

    public TextOptions Text { get; init; } = TextOptions.Default;

    /// <summary>The text is an SSML document.</summary>
    public bool Ssml { get; init; }

    /// <summary>Pauses are marked in the text, which is plain: <c>[pause 500ms]</c>, an ellipsis, an em dash.</summary>
    public bool MarksPauses { get; init; }

    /// <summary>The times of words and sentences are asked for.</summary>
    public bool TimesWords { get; init; }

    /// <summary>Times as fast, 0.5 to 2.</summary>
    public double? Rate { get; init; }

    /// <summary>Semitones higher, −6 to 6.</summary>
    public double? Pitch { get; init; }

    /// <summary>Decibels louder, −96 to 12.</summary>
    public double? Volume { get; init; }

    /// <summary>A way of speaking by its name, such as "calm".</summary>
    public string? Style { get; init; }
}
