using System.Numerics.Tensors;
using Qwen3Tts.Audio.Mel;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Tests;

/// <summary>A checkpoint's speaker encoder and the mel before it.</summary>
internal sealed class XVectors : IDisposable
{
    private readonly LogMelExtractor _mel;
    private readonly SpeakerEncoder _encoder;

    public XVectors(Checkpoint checkpoint)
    {
        var configuration = checkpoint.Configuration.SpeakerEncoder ?? throw new InvalidOperationException($"{checkpoint.Name} has no speaker encoder.");
        _mel = new LogMelExtractor(new MelSettings(configuration.SampleRate, configuration.MelBands));
        _encoder = SpeakerEncoder.Load(checkpoint, new SessionSettings());
        SampleRate = configuration.SampleRate;
    }

    public int SampleRate { get; }

    public float[] Of(ReadOnlySpan<float> samples)
    {
        var mel = _mel.Extract(samples);
        return _encoder.Encode(mel.Values, mel.Frames);
    }

    public double Similarity(float[] a, float[] b) => TensorPrimitives.CosineSimilarity<float>(Of(a), Of(b));

    public void Dispose() => _encoder.Dispose();
}
