namespace Qwen3Tts.Gateway.Workers;

/// <summary>How much a worker says that it has to do, for all Gateways.</summary>
/// <param name="Total">Utterances that it works on at the same time; at least 1.</param>
/// <param name="Taken">Those that it works on, and those that wait for it to.</param>
internal readonly record struct WorkerPlaces(int Total, int Taken);
