using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>Log-mel of a reference clip → x-vector.</summary>
public sealed class SpeakerEncoder : IDisposable
{
    private readonly InferenceSession _session;
    private readonly SpeakerEncoderConfiguration _configuration;
    private readonly RunOptions _options = new();

    private SpeakerEncoder(Checkpoint checkpoint, SpeakerEncoderConfiguration configuration, SessionSettings settings)
    {
        _configuration = configuration;
        _session = InferenceSessions.Open(checkpoint, GraphPart.SpeakerEncoder, settings);
    }

    /// <summary>Loads the encoder; builds its graph first where none is kept.</summary>
    /// <exception cref="SpeechException">The checkpoint has no speaker encoder.</exception>
    public static SpeakerEncoder Load(Checkpoint checkpoint, SessionSettings settings) =>
        checkpoint.Configuration.SpeakerEncoder is { } configuration
            ? new SpeakerEncoder(checkpoint, configuration, settings)
            : throw SpeechException.Unsupported($"Model {checkpoint.Name} clones no voices: it has no speaker encoder.");

    /// <param name="mel">[frames × bands], natural logarithm.</param>
    /// <returns>The x-vector, not normalised.</returns>
    /// <exception cref="SpeechException">There are too few frames for the network to mirror at the clip's ends.</exception>
    public float[] Encode(ReadOnlySpan<float> mel, int frames)
    {
        if (mel.Length != (long)frames * _configuration.MelBands)
            throw new ArgumentException($"{mel.Length} values are not {frames} frames of {_configuration.MelBands} bands.", nameof(mel));
        // A mirrored pad must be shorter than what it mirrors.
        var reach = _configuration.KernelSizes.Zip(_configuration.Dilations, (kernel, dilation) => ((kernel - 1) * dilation + 1) / 2).Max();
        if (frames <= reach)
            throw SpeechException.Invalid($"The reference clip is too short: {frames} mel frames; more than {reach} are needed.");
        using var input = OrtValue.CreateTensorValueFromMemory(mel.ToArray(), [1, frames, _configuration.MelBands]);
        using var results = _session.Run(_options, [SpeakerEncoderGraph.Mel], [input], [SpeakerEncoderGraph.XVector]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }
}
