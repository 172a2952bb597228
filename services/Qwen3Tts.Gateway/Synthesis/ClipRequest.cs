namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>A clip that comes with a request, to be cloned for it alone.</summary>
/// <param name="Transcript">What is said in it; empty where that is not known.</param>
/// <param name="ConsentId">As the request says it; empty for none.</param>
/// <param name="AcceptedTerms">As the request says it; empty for none.</param>
internal sealed record ClipRequest(ReadOnlyMemory<byte> Clip, string Transcript, string ConsentId, string AcceptedTerms);
