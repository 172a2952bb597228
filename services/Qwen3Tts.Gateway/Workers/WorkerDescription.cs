namespace Qwen3Tts.Gateway.Workers;

/// <summary>What a worker says that it serves, in its own order.</summary>
/// <param name="Places">Null where it does not say.</param>
internal sealed record WorkerDescription(IReadOnlyList<WorkerModel> Models, WorkerPlaces? Places = null)
{
    public string Fingerprint(string model) => Models.FirstOrDefault(served => served.Name == model)?.Fingerprint ?? "";

    public bool Serves(string model) => Models.Any(served => served.Name == model);
}
