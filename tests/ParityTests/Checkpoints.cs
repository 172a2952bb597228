using System.Collections.Concurrent;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.ParityTests;

/// <summary>The golden checkpoints and their networks, each loaded once for all tests.</summary>
internal static class Checkpoints
{
    private static readonly ConcurrentDictionary<string, Lazy<Checkpoint>> Opened = new();
    private static readonly ConcurrentDictionary<string, Lazy<FrameGenerator>> Generators = new();
    private static readonly ConcurrentDictionary<string, Lazy<CodecDecoder>> Decoders = new();
    private static readonly ConcurrentDictionary<string, Lazy<CodecEncoder>> Encoders = new();
    private static readonly ConcurrentDictionary<string, Lazy<SpeakerEncoder>> SpeakerEncoders = new();

    public static SessionSettings Settings { get; } =
        new(Threads: 1, CacheFolder: Path.Combine(AppContext.BaseDirectory, "graph-cache"))
        {
            // Networks on ONNX Runtime can be held to the same answers on a GPU.
            Device = Enum.Parse<ExecutionDevice>(Environment.GetEnvironmentVariable("QWEN3TTS_DEVICE") ?? "cpu", ignoreCase: true),
        };

    public static Checkpoint Open(string name) =>
        Opened.GetOrAdd(name, key => new(() => Checkpoint.Open(GoldenSet.CheckpointFolder(key)))).Value;

    public static FrameGenerator Generator(string name) =>
        Generators.GetOrAdd(name, key => new(() => FrameGenerator.Load(Open(key), Settings))).Value;

    public static CodecDecoder Decoder(string name) =>
        Decoders.GetOrAdd(name, key => new(() => CodecDecoder.Load(Open(key), Settings))).Value;

    public static CodecEncoder Encoder(string name) =>
        Encoders.GetOrAdd(name, key => new(() => CodecEncoder.Load(Open(key), Settings))).Value;

    public static SpeakerEncoder SpeakerEncoder(string name) =>
        SpeakerEncoders.GetOrAdd(name, key => new(() => Modeling.Sessions.SpeakerEncoder.Load(Open(key), Settings))).Value;
}
