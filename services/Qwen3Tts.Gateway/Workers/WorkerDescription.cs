namespace Qwen3Tts.Gateway.Workers;

/// <summary>What a worker says that it serves, in its own order.</summary>
internal sealed record WorkerDescription(IReadOnlyList<WorkerModel> Models)
{
    public bool Serves(string model) => Models.Any(served => served.Name == model);
}
