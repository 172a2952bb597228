using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>Log-mel of a reference clip → x-vector. May be used by several threads at once.</summary>
public sealed class SpeakerEncoder : IDisposable
{
    private readonly InferenceSession _session;
    private readonly SpeakerEncoderConfiguration _configuration;
    private readonly RunOptions _options = new();

    private SpeakerEncoder(Checkpoint checkpoint, SpeakerEncoderConfiguration configuration, SessionSettings settings)
    {
        _configuration = configuration;
        MinFrames = SpeakerEncoderGraph.MinFrames(configuration);
        _session = InferenceSessions.Open(checkpoint, GraphPart.SpeakerEncoder, settings);
    }

    /// <summary>The fewest mel frames that it can embed.</summary>
    public int MinFrames { get; }

    /// <summary>Loads the encoder; builds its graph first where none is kept.</summary>
    /// <exception cref="SpeechException">Unsupported: the checkpoint has no speaker encoder.</exception>
    public static SpeakerEncoder Load(Checkpoint checkpoint, SessionSettings settings) =>
        new(
            checkpoint,
            checkpoint.Configuration.SpeakerEncoder ?? throw SpeechException.Unsupported(
                $"Checkpoint {checkpoint.Name} is a {checkpoint.Configuration.Kind} checkpoint; only base checkpoints have a speaker encoder."),
            settings);

    /// <param name="mel">Natural-log mel, frame by frame: frames × the configuration's bands.</param>
    /// <returns>The x-vector, not normalised.</returns>
    /// <exception cref="SpeechException">Invalid: fewer than <see cref="MinFrames"/>.</exception>
    public float[] Encode(ReadOnlySpan<float> mel, int frames)
    {
        if (mel.Length != (long)frames * _configuration.MelBands)
            throw new ArgumentException($"{mel.Length} values are not {frames} frames of {_configuration.MelBands} bands.", nameof(mel));
        if (frames < MinFrames)
            throw SpeechException.Invalid($"The clip makes {frames} mel frames; the speaker encoder needs at least {MinFrames}.");
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
