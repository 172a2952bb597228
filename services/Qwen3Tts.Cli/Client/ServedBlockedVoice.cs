namespace Qwen3Tts.Cli.Client;

/// <summary>A voice that a fleet lets nobody clone.</summary>
/// <param name="Note">What the operator noted of it.</param>
/// <param name="Comparable">Every encoder that the fleet serves has embedded its clip.</param>
public sealed record ServedBlockedVoice(string Id, string Note, DateTimeOffset Added, bool Comparable);
