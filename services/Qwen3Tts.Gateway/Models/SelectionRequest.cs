using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Gateway.Models;

/// <summary>What a request says that bears on which model speaks, and how.</summary>
/// <param name="Model">Null: the first that has the rest.</param>
/// <param name="Mode">Null: follows from the rest.</param>
/// <param name="Voice">Null: the model's first.</param>
/// <param name="Language">Null: the model decides.</param>
internal sealed record SelectionRequest(
    string? Model = null,
    SynthesisMode? Mode = null,
    RequestedVoice? Voice = null,
    string? Language = null,
    bool HasInstruction = false);
