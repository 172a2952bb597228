using Qwen3Tts.Audio.Containers;
using Qwen3Tts.Audio.Containers.External;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Audio;

/// <summary>The recordings of <c>tests/audio</c>.</summary>
internal static class TestAudio
{
    public static readonly string[] Speakers = ["af_bella", "am_fenrir", "am_puck", "bf_emma"];

    public static byte[] File(string name) => System.IO.File.ReadAllBytes(Repository.File($"tests/audio/{name}"));

    public static Task<Waveform> Decode(string name, double maxSeconds = 60) => ClipDecoder.Decode(
        File(name), new WaveLimits(maxSeconds), new FfmpegSettings(), TestContext.Current.CancellationToken);
}
