namespace Qwen3Tts.Cli.Client;

/// <summary>On what ground the caller clones a voice; nothing of it where its key attests.</summary>
/// <param name="AcceptedTerms">Version of the operator's terms.</param>
public sealed record CloneGround(string? ConsentId = null, string? AcceptedTerms = null);
