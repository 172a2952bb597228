using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>A run of the codec decoder's graph of one shape: so many utterances, so many frames of each.</summary>
internal sealed class CodecBuffers : IDisposable
{
    private readonly CodecDecoderConfiguration _decoder;
    private readonly int _samplesOfRow;
    private readonly DeviceTensors _inputs;
    private readonly DeviceTensors _results;
    private readonly DeviceRun _run;
    private readonly long[] _codes;
    private readonly long[] _places;
    private readonly float[] _keep;
    private readonly float[] _cosines;
    private readonly float[] _sines;
    private readonly float[] _mask;
    private readonly float[] _samples;

    /// <param name="state">Every part of it, by name.</param>
    public CodecBuffers(
        InferenceSession session,
        DeviceMemory memory,
        CodecDecoderConfiguration decoder,
        IReadOnlyList<(string Name, OrtValue Value)> state,
        int rows,
        int frames)
    {
        (_decoder, Rows, Frames) = (decoder, rows, frames);
        (_inputs, _results) = (new DeviceTensors(memory), new DeviceTensors(memory));
        int half = decoder.HeadDim / 2, keys = Kept + frames;
        _samplesOfRow = frames * decoder.SamplesPerFrame;
        _codes = _inputs.Add(CodecDecoderGraph.Codes, new long[rows * decoder.Groups * frames], rows, decoder.Groups, frames);
        _places = _inputs.Add(PlacedState.Places, new long[rows], rows);
        _keep = _inputs.Add(PlacedState.Keep, new float[rows], rows);
        _cosines = _inputs.Add(RotaryAttention.Cosines, new float[rows * frames * half], rows, 1, frames, half);
        _sines = _inputs.Add(RotaryAttention.Sines, new float[rows * frames * half], rows, 1, frames, half);
        _mask = _inputs.Add(RotaryAttention.Mask, new float[rows * frames * keys], rows, 1, frames, keys);
        _samples = _results.Add(CodecDecoderGraph.Samples, new float[rows * _samplesOfRow], rows, _samplesOfRow);
        _run = new DeviceRun(
            session,
            [.. _inputs.Named, .. state.Select(part => (PlacedState.Past + part.Name, part.Value))],
            [.. _results.Named, .. state.Select(part => (PlacedState.Present + part.Name, part.Value))]);
    }

    public int Rows { get; }

    public int Frames { get; }

    // Frames before a run's own that its attention reads.
    private int Kept => _decoder.SlidingWindow - 1;

    /// <summary>Says which frames a row decodes.</summary>
    /// <param name="past">Frames that were decoded at that place before; 0 begins there.</param>
    /// <param name="codes">Frame by frame; empty for a row that has none, whose samples nobody reads.</param>
    public void Set(int row, int place, int past, ReadOnlySpan<int> codes)
    {
        (_places[row], _keep[row]) = (place, past == 0 ? 0 : 1);
        for (var i = 0; i < codes.Length; i++)
            _codes[(row * _decoder.Groups + i % _decoder.Groups) * Frames + i / _decoder.Groups] = codes[i];
        int half = _decoder.HeadDim / 2, angles = Frames * half, scores = Frames * (Kept + Frames);
        RotaryTables.Fill(
            _cosines.AsSpan(row * angles, angles), _sines.AsSpan(row * angles, angles), past, Frames, _decoder.HeadDim, _decoder.RopeTheta, half);
        AttentionMask.Fill(_mask.AsSpan(row * scores, scores), past, Kept, Frames, _decoder.SlidingWindow);
    }

    public void Run()
    {
        _inputs.CopyIn();
        _run.Run();
        _results.CopyOut();
    }

    /// <summary>After a run.</summary>
    public ReadOnlySpan<float> Samples(int row) => _samples.AsSpan(row * _samplesOfRow, _samplesOfRow);

    public void Dispose()
    {
        _run.Dispose();
        _inputs.Dispose();
        _results.Dispose();
    }
}
