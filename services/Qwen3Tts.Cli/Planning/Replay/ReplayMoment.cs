namespace Qwen3Tts.Cli.Planning.Replay;

/// <summary>A replay's fleet at one time.</summary>
/// <param name="Second">From the start.</param>
/// <param name="Wanted">Replicas that were asked for.</param>
/// <param name="Serving">Replicas that Gateways give utterances to.</param>
/// <param name="Load">Utterances at work and waiting.</param>
public sealed record ReplayMoment(double Second, int Wanted, int Serving, int Load);
