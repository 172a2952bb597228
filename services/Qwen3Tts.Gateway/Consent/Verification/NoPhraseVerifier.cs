namespace Qwen3Tts.Gateway.Consent.Verification;

/// <summary>Leaves it to the operator.</summary>
internal sealed class NoPhraseVerifier : IPhraseVerifier
{
    public Task<Verdict> VerifyAsync(PhraseCheck check, CancellationToken cancellation) => Task.FromResult(
        Verdict.Unverified($"Whether the phrase was spoken is not verified: {ConsentOptions.Section}:{nameof(ConsentOptions.Verifier)} names no verifier."));
}
