using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>A model that a worker serves.</summary>
/// <param name="Generates">What the model can do; said by token generators.</param>
/// <param name="Encodes">How the model takes a voice; said by speaker embedders.</param>
internal sealed record WorkerModel(string Name, ModelDescription? Generates = null, SpeakerEncoder? Encodes = null);
