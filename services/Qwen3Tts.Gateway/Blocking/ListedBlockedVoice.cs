namespace Qwen3Tts.Gateway.Blocking;

/// <summary>An entry of the list as the operator sees it: without the clip.</summary>
/// <param name="Comparable">It has a vector of every encoder that the fleet is known to serve.</param>
internal sealed record ListedBlockedVoice(string Id, string Note, DateTimeOffset Added, bool Comparable);
