using System.Numerics.Tensors;
using Qwen3Tts.Audio.Resampling;
using Qwen3Tts.Audio.Streaming;
using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.Audio.Prosody;

/// <summary>
/// Rate, pitch and loudness of one stretch of speech, as it comes. Pitch is time-scaling and then resampling, so that formants go with it.
/// At <see cref="ProsodySettings.Neutral"/> samples pass untouched.
/// </summary>
/// <remarks>Not thread-safe; one for each stretch.</remarks>
public sealed class ProsodyShaper
{
    private readonly TimeScaler? _scaler;
    private readonly ResamplingStream? _resampler;
    private readonly float _gain;
    private readonly SampleQueue _scaled = new();

    /// <param name="settings">In their ranges.</param>
    public ProsodyShaper(int sampleRate, ProsodySettings settings)
    {
        var pitch = Math.Pow(2, settings.Semitones / 12);
        _gain = (float)Math.Pow(10, settings.Decibels / 20);
        if (settings is not { Rate: 1, Semitones: 0 })
            _scaler = new TimeScaler(sampleRate, settings.Rate / pitch);
        if (settings.Semitones is not 0)
            _resampler = new Resampler((int)Math.Round(sampleRate * pitch), sampleRate).Begin();
    }

    /// <param name="output">Gets those that are ready.</param>
    public void Process(ReadOnlySpan<float> input, SampleQueue output)
    {
        if (_scaler is null)
        {
            Amplify(input, output);
            return;
        }

        _scaler.Process(input, _scaled);
        Pass(output);
    }

    /// <summary>No more samples come. All in all samples ÷ rate come out, within one.</summary>
    public void Finish(SampleQueue output)
    {
        if (_scaler is null)
            return;
        _scaler.Finish(_scaled);
        Pass(output);
        if (_resampler is null)
            return;
        _resampler.Finish(_scaled);
        Amplify(_scaled.ReadAll(), output);
        _scaled.Clear();
    }

    private void Pass(SampleQueue output)
    {
        if (_resampler is not null)
        {
            var waiting = _scaled.ReadAll().ToArray();
            _scaled.Clear();
            _resampler.Process(waiting, _scaled);
        }

        Amplify(_scaled.ReadAll(), output);
        _scaled.Clear();
    }

    private void Amplify(ReadOnlySpan<float> samples, SampleQueue output)
    {
        output.Write(samples);
        if (_gain is not 1)
        {
            var written = output.Read(output.End - samples.Length, samples.Length);
            TensorPrimitives.Multiply(written, _gain, written);
        }
    }
}
