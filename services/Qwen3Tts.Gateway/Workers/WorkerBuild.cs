namespace Qwen3Tts.Gateway.Workers;

/// <summary>Workers whose results for an utterance are the same to the bit.</summary>
/// <param name="Fingerprint">See <see cref="WorkerModel.Fingerprint"/>; empty or null for any.</param>
/// <param name="IsRequired">Others are of no use; else they come after.</param>
/// <param name="ComesFirst">Others come after even where these lose their calls: what has been begun is to go on as it was.</param>
internal readonly record struct WorkerBuild(string? Fingerprint, bool IsRequired = false, bool ComesFirst = false)
{
    public static WorkerBuild Any => default;

    public bool Matches(string fingerprint) => string.IsNullOrEmpty(Fingerprint) || Fingerprint == fingerprint;
}
