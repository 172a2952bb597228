using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.Gateway.Synthesis.Stages;

/// <summary>How the words that follow are said.</summary>
/// <param name="Pause">Silence before them.</param>
/// <param name="Voice">By whom: names in order of preference, parted by spaces; empty for the utterance's own voice.</param>
/// <param name="LeadsOn">A long text is cut here, and they are led on from those before.</param>
internal readonly record struct StretchUnits(TimeSpan Pause, ProsodySettings Prosody, string Voice, bool LeadsOn);
