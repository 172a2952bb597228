using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.Gateway.Shaping;

/// <summary>A part of an utterance that is said in one way.</summary>
/// <param name="FirstFrame">Index of its first frame in the utterance.</param>
/// <param name="Pause">Silence before it.</param>
/// <param name="Voice">Who speaks from here on; null for who spoke before.</param>
internal sealed record Stretch(long FirstFrame, TimeSpan Pause, ProsodySettings Prosody, VoiceCast? Voice = null);
