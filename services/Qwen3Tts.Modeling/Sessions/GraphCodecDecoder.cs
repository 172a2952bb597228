using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>The codec decoder as a graph of ONNX Runtime's: what a device other than the CPU runs, and what the kernels are compared with.</summary>
internal sealed class GraphCodecDecoder : IDisposable
{
    private readonly InferenceSession _session;
    private readonly CodecDecoderConfiguration _configuration;
    private readonly RunOptions _options = new();
    private readonly string[] _stateInputs;
    private readonly string[] _stateOutputs;

    private GraphCodecDecoder(Checkpoint checkpoint, SessionSettings settings)
    {
        _configuration = checkpoint.Codec.Decoder;
        Format = checkpoint.Describe().Codec;
        _session = InferenceSessions.Open(checkpoint, GraphPart.CodecDecoder, settings);
        _stateInputs = [.. _session.InputNames.Where(name => name.StartsWith("past_", StringComparison.Ordinal))];
        _stateOutputs = [.. _stateInputs.Select(name => "present_" + name["past_".Length..])];
    }

    public CodecFormat Format { get; }

    /// <summary>Loads the decoder; builds its graph first where none is kept.</summary>
    public static GraphCodecDecoder Load(Checkpoint checkpoint, SessionSettings settings) => new(checkpoint, settings);

    /// <summary>The state before the first frame.</summary>
    public GraphCodecState Start() => new([.. _stateInputs.Select(name => InferenceSessions.Zeros(_session, name))]);

    /// <summary>Decodes the frames that follow those decoded with <paramref name="state"/> before.</summary>
    /// <returns>Samples in [−1, 1]: frames × samples a frame.</returns>
    /// <exception cref="SpeechException">The frames are not of this codec.</exception>
    public float[] Decode(GraphCodecState state, CodeFrames frames)
    {
        CodecDecoder.Check(frames, Format);
        if (frames.Count == 0)
            return [];
        int window = _configuration.SlidingWindow, kept = window - 1;
        var (cosines, sines) = RotaryTables.Angles(state.Frames, frames.Count, _configuration.HeadDim, _configuration.RopeTheta);
        var mask = AttentionMask.Make(state.Frames, kept, frames.Count, window);
        long[] angles = [1, 1, frames.Count, _configuration.HeadDim / 2];
        using var codes = OrtValue.CreateTensorValueFromMemory(GroupByGroup(frames), [1, frames.Groups, frames.Count]);
        using var cos = OrtValue.CreateTensorValueFromMemory(cosines, angles);
        using var sin = OrtValue.CreateTensorValueFromMemory(sines, angles);
        using var attend = OrtValue.CreateTensorValueFromMemory(mask, [1, 1, frames.Count, kept + frames.Count]);
        // The state takes the results over; only the samples are let go here.
        var results = _session.Run(
            _options,
            [CodecDecoderGraph.Codes, RotaryAttention.Cosines, RotaryAttention.Sines, RotaryAttention.Mask, .. _stateInputs],
            [codes, cos, sin, attend, .. state.Values],
            [CodecDecoderGraph.Samples, .. _stateOutputs]);
        state.Replace([.. results.Skip(1)], frames.Count);
        using var samples = results[0];
        return samples.GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }

    private static long[] GroupByGroup(CodeFrames frames)
    {
        var codes = new long[frames.Groups * frames.Count];
        for (var frame = 0; frame < frames.Count; frame++)
        {
            for (var group = 0; group < frames.Groups; group++)
                codes[group * frames.Count + frame] = frames[frame][group];
        }

        return codes;
    }
}
