using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>A model that a worker serves.</summary>
/// <param name="Generates">What the model can do; said by token generators.</param>
/// <param name="Encodes">How the model takes a voice; said by speaker embedders.</param>
/// <param name="Fingerprint">Of token generators: between those that have it in common an utterance is the same to the bit. Empty where not known.</param>
internal sealed record WorkerModel(
    string Name, ModelDescription? Generates = null, SpeakerEncoder? Encodes = null, string Fingerprint = "");
