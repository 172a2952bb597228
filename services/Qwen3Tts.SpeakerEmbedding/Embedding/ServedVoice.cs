using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.SpeakerEmbedding.Embedding;

/// <summary>A voice that ships with a model, its clip read.</summary>
internal sealed record ServedVoice(BuiltInVoice Description, Waveform Clip);
