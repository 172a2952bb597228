using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>A reference clip → codec frames, for in-context cloning.</summary>
public sealed class CodecEncoder : IDisposable
{
    private readonly InferenceSession _session;
    private readonly CodecConfiguration _codec;
    private readonly RunOptions _options = new();

    private CodecEncoder(Checkpoint checkpoint, SessionSettings settings)
    {
        _codec = checkpoint.Codec;
        _session = InferenceSessions.Open(checkpoint, GraphPart.CodecEncoder, settings);
    }

    /// <summary>Loads the encoder; builds its graph first where none is kept.</summary>
    public static CodecEncoder Load(Checkpoint checkpoint, SessionSettings settings) => new(checkpoint, settings);

    /// <param name="samples">Mono, at the codec's rate, in [−1, 1].</param>
    /// <returns>⌈samples / samples a frame⌉ frames.</returns>
    public CodeFrames Encode(ReadOnlySpan<float> samples)
    {
        var encoder = _codec.Encoder;
        var positions = samples.Length;
        foreach (var ratio in encoder.Ratios)
            positions = (positions + ratio - 1) / ratio;
        var (cosines, sines) = RotaryTables.Angles(0, positions, encoder.HeadDim, encoder.RopeTheta);
        long[] angles = [1, 1, positions, encoder.HeadDim / 2];
        using var input = OrtValue.CreateTensorValueFromMemory(samples.ToArray(), [1, samples.Length]);
        using var cos = OrtValue.CreateTensorValueFromMemory(cosines, angles);
        using var sin = OrtValue.CreateTensorValueFromMemory(sines, angles);
        using var mask = OrtValue.CreateTensorValueFromMemory(
            AttentionMask.Make(past: 0, kept: 0, positions, window: positions), [1, 1, positions, positions]);
        using var results = _session.Run(
            _options,
            [CodecEncoderGraph.Samples, RotaryAttention.Cosines, RotaryAttention.Sines, RotaryAttention.Mask],
            [input, cos, sin, mask],
            [CodecEncoderGraph.Codes]);
        return FrameByFrame(results[0].GetTensorDataAsSpan<long>(), (samples.Length + _codec.SamplesPerFrame - 1) / _codec.SamplesPerFrame);
    }

    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }

    private CodeFrames FrameByFrame(ReadOnlySpan<long> codes, int frames)
    {
        var stride = codes.Length / _codec.Groups;
        var turned = new int[frames * _codec.Groups];
        for (var frame = 0; frame < frames; frame++)
        {
            for (var group = 0; group < _codec.Groups; group++)
                turned[frame * _codec.Groups + group] = (int)codes[group * stride + frame];
        }

        return new CodeFrames(_codec.Groups, turned);
    }
}
