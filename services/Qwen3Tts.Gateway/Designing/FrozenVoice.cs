using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Voices;

namespace Qwen3Tts.Gateway.Designing;

/// <summary>A voice that was designed and kept.</summary>
internal sealed record FrozenVoice(VoiceListing Voice, VoiceDesign Design);
