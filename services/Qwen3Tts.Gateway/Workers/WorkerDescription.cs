namespace Qwen3Tts.Gateway.Workers;

/// <summary>What a worker says that it serves, in its own order.</summary>
internal sealed record WorkerDescription(IReadOnlyList<WorkerModel> Models)
{
    public string Fingerprint(string model) => Models.FirstOrDefault(served => served.Name == model)?.Fingerprint ?? "";

    public bool Serves(string model) => Models.Any(served => served.Name == model);
}
