using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Texts;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>What a client asks for, all but the text. Null leaves it to the fleet.</summary>
internal sealed record SynthesisRequest
{
    public string? Model { get; init; }

    public SynthesisMode? Mode { get; init; }

    public string? Voice { get; init; }

    /// <summary>Stands in the place of a voice's name.</summary>
    public ClipRequest? Clip { get; init; }

    public string? Language { get; init; }

    public string? Instruction { get; init; }

    public TextDelivery? Delivery { get; init; }

    public SamplingOverrides Sampling { get; init; } = new();

    public ulong? Seed { get; init; }

    public AudioEncoding Encoding { get; init; }

    public DeliveryPurpose Purpose { get; init; }

    public MarkKinds Marks { get; init; }

    public TextReading Reading { get; init; } = TextReading.Default;

    public SpeechManner Manner { get; init; } = SpeechManner.Plain;
}
