using Qwen3Tts.Audio.Mel;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Cli.Bench;

/// <summary>The x-vector of a voice that ships with a checkpoint, without a fleet to embed it.</summary>
public static class BuiltInXVector
{
    private const int MaxClipSeconds = 60;

    /// <param name="checkpoint">One with a speaker encoder.</param>
    /// <param name="encoder">The checkpoint's.</param>
    public static float[] Of(Checkpoint checkpoint, BuiltInVoice voice, SpeakerEncoder encoder)
    {
        var configuration = checkpoint.Configuration.SpeakerEncoder!;
        var clip = WaveReader.Read(File.ReadAllBytes(voice.ClipPath), new WaveLimits(MaxClipSeconds));
        var mel = new LogMelExtractor(new MelSettings(configuration.SampleRate, configuration.MelBands)).Extract(clip.Samples);
        return encoder.Encode(mel.Values, mel.Frames);
    }
}
