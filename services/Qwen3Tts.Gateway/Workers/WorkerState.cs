using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>What is known of a worker.</summary>
/// <param name="Description">What it last said that it serves; null when it never did.</param>
/// <param name="Failure">Why it is missing; null when it is there.</param>
internal sealed record WorkerState(WorkerDescription? Description, SpeechException? Failure)
{
    public bool IsThere => Description is not null && Failure is null;
}
