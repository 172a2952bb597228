using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>
/// Samples of a reference clip → code frames. The convs run piece by piece, so that their memory does not grow with the clip. May be
/// used by several threads at once.
/// </summary>
public sealed class CodecEncoder : IDisposable
{
    // At full size one activation of the convs' first layers takes 30 MB for this many seconds of audio.
    private const int PieceSeconds = 5;

    private readonly CodecEncoderConfiguration _configuration;
    private readonly int _stride;
    private readonly InferenceSession _convs;
    private readonly InferenceSession _quantizer;
    private readonly RunOptions _options = new();
    private readonly string[] _stateInputs;
    private readonly string[] _stateOutputs;

    private CodecEncoder(Checkpoint checkpoint, SessionSettings settings)
    {
        _configuration = checkpoint.Codec.Encoder;
        Format = checkpoint.Describe().Codec;
        _stride = CodecEncoderGraph.Stride(_configuration);
        _convs = InferenceSessions.Open(checkpoint, GraphPart.CodecEncoder, settings);
        _quantizer = InferenceSessions.Open(checkpoint, GraphPart.CodecQuantizer, settings);
        _stateInputs = [.. _convs.InputNames.Where(name => name.StartsWith(StreamingConvolution.Past, StringComparison.Ordinal))];
        _stateOutputs = [.. _stateInputs.Select(name => StreamingConvolution.Present + name[StreamingConvolution.Past.Length..])];
    }

    public CodecFormat Format { get; }

    /// <summary>Loads the encoder; builds its graphs first where none are kept.</summary>
    public static CodecEncoder Load(Checkpoint checkpoint, SessionSettings settings) => new(checkpoint, settings);

    /// <param name="samples">Mono at the codec's rate, full scale [−1, 1].</param>
    /// <returns>⌈samples ÷ samples a frame⌉ frames.</returns>
    /// <exception cref="SpeechException">Invalid: there are no samples.</exception>
    public CodeFrames Encode(ReadOnlySpan<float> samples) => Encode(samples, Math.Max(1, PieceSeconds * Format.SampleRate / _stride));

    /// <inheritdoc cref="Encode(ReadOnlySpan{float})"/>
    /// <param name="piece">Positions that the convs make at a time.</param>
    internal CodeFrames Encode(ReadOnlySpan<float> samples, int piece)
    {
        if (samples.IsEmpty)
            throw SpeechException.Invalid("The clip has no samples to encode.");
        var features = Convolve(samples, piece * _stride);
        var positions = features.Length / _configuration.HiddenSize;
        var (cosines, sines) = RotaryTables.Angles(0, positions, _configuration.HeadDim, _configuration.RopeTheta);
        long[] angles = [1, 1, positions, _configuration.HeadDim / 2];
        using var input = OrtValue.CreateTensorValueFromMemory(features, [1, positions, _configuration.HiddenSize]);
        using var cos = OrtValue.CreateTensorValueFromMemory(cosines, angles);
        using var sin = OrtValue.CreateTensorValueFromMemory(sines, angles);
        // The official code attends to all earlier positions here, whatever the configured sliding window.
        using var mask = OrtValue.CreateTensorValueFromMemory(
            AttentionMask.Make(past: 0, kept: 0, positions, window: positions), [1, 1, positions, positions]);
        using var results = _quantizer.Run(
            _options,
            [CodecQuantizerGraph.Features, RotaryAttention.Cosines, RotaryAttention.Sines, RotaryAttention.Mask],
            [input, cos, sin, mask],
            [CodecQuantizerGraph.Codes]);
        return new CodeFrames(Format.Groups, Array.ConvertAll(results[0].GetTensorDataAsSpan<long>().ToArray(), code => (int)code));
    }

    public void Dispose()
    {
        _options.Dispose();
        _convs.Dispose();
        _quantizer.Dispose();
    }

    private float[] Convolve(ReadOnlySpan<float> samples, int piece)
    {
        var positions = (samples.Length - 1) / _stride + 1;
        var features = new float[positions * _configuration.HiddenSize];
        var written = 0;
        OrtValue[] state = [.. _stateInputs.Select(name => InferenceSessions.Zeros(_convs, name))];
        try
        {
            for (var at = 0; at < samples.Length; at += piece)
            {
                var part = samples.Slice(at, Math.Min(piece, samples.Length - at)).ToArray();
                using var input = OrtValue.CreateTensorValueFromMemory(part, [1, part.Length]);
                var results = _convs.Run(
                    _options, [CodecEncoderGraph.Samples, .. _stateInputs], [input, .. state], [CodecEncoderGraph.Features, .. _stateOutputs]);
                Array.ForEach(state, value => value.Dispose());
                state = [.. results.Skip(1)];
                using var made = results[0];
                made.GetTensorDataAsSpan<float>().CopyTo(features.AsSpan(written));
                written += (int)made.GetTensorTypeAndShape().ElementCount;
            }
        }
        finally
        {
            Array.ForEach(state, value => value.Dispose());
        }

        return features;
    }
}
