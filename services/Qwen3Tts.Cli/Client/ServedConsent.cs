namespace Qwen3Tts.Cli.Client;

/// <summary>A consent as a fleet tells of it.</summary>
/// <param name="State"><c>issued</c>, <c>pending</c>, <c>granted</c>, <c>refused</c>, <c>expired</c> or <c>revoked</c>.</param>
/// <param name="Person">Empty once it was erased.</param>
/// <param name="Tenant">Empty but in an operator's list.</param>
/// <param name="Expires">When the phrase stops working, or a granted consent ends.</param>
/// <param name="Remarks">What could not be verified, or why it was refused.</param>
public sealed record ServedConsent(
    string Id,
    string State,
    string Person,
    string Tenant,
    string Language,
    DateTimeOffset? Expires,
    bool SpeakerVerified,
    bool PhraseVerified,
    bool DecidedByOperator,
    bool Erased,
    IReadOnlyList<string> Remarks);
