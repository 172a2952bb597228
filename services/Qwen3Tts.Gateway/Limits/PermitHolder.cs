namespace Qwen3Tts.Gateway.Limits;

/// <summary>Who holds a tenant's permit: one call of one utterance.</summary>
/// <param name="Utterance">An utterance that goes on in another call is the same.</param>
/// <param name="Call">Which of its calls.</param>
internal readonly record struct PermitHolder(string Utterance, string Call);
