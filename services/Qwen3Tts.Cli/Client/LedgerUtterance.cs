namespace Qwen3Tts.Cli.Client;

/// <summary>What a fleet's ledger tells of an utterance.</summary>
/// <param name="Model">Its name, and after it the digest of its weights where that is known.</param>
/// <param name="Consent">The consent by which the voice was made; empty where it needs none.</param>
/// <param name="Begun">Null where only its end was written.</param>
/// <param name="Seconds">What was sent; null while it is spoken.</param>
/// <param name="Reason">Why it ended; empty while it is spoken.</param>
public sealed record LedgerUtterance(
    string Id, string Tenant, string Model, string Voice, string Consent, ulong Seed, DateTimeOffset? Begun, double? Seconds, string Reason);
