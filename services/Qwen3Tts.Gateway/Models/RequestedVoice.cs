using Qwen3Tts.Gateway.Voices;

namespace Qwen3Tts.Gateway.Models;

/// <summary>A voice or speaker as a request names it.</summary>
/// <param name="Found">The registered or built-in voice of that name; null where there is none or none was looked for.</param>
/// <param name="Existing">Names of the voices that there are, for the error; given where none was found.</param>
internal sealed record RequestedVoice(string Name, Voice? Found, IReadOnlyList<string> Existing);
