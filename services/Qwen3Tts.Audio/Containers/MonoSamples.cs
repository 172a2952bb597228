using System.Globalization;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Containers;

/// <summary>
/// Gathers decoded samples, the channels averaged to one, and stops a file that is longer than allowed while it is decoded: what it
/// holds never exceeds the limit, whatever a header says.
/// </summary>
internal sealed class MonoSamples
{
    // As for a WAV file: a decoder of floating-point samples may go a little beyond full scale.
    private const float MaxMagnitude = 8;

    private readonly WaveLimits _limits;
    private readonly string _what;
    private readonly int _channels;
    private readonly int _sampleRate;
    private readonly int _capacity;
    private readonly int _skip;
    private float[] _samples = new float[4096];
    private int _count;

    /// <param name="what">The kind of file, as an error names it.</param>
    /// <param name="skip">Samples of each channel at the start that are thrown away.</param>
    /// <exception cref="SpeechException">Invalid: channels or rate are outside the limits.</exception>
    public MonoSamples(string what, int channels, int sampleRate, WaveLimits limits, int skip = 0)
    {
        if (channels < 1 || channels > limits.MaxChannels)
            throw SpeechException.Invalid($"The {what} has {channels} channels; 1 to {limits.MaxChannels} are accepted.");
        if (sampleRate < limits.MinSampleRate || sampleRate > limits.MaxSampleRate)
        {
            throw SpeechException.Invalid(
                $"The {what} has a sample rate of {sampleRate} Hz; {limits.MinSampleRate} to {limits.MaxSampleRate} Hz are accepted.");
        }

        (_what, _channels, _sampleRate, _limits, _skip) = (what, channels, sampleRate, limits, skip);
        _capacity = (int)Math.Min(Array.MaxLength, Math.Floor(limits.MaxSeconds * sampleRate) + skip);
    }

    /// <param name="frames">Samples of every channel that a header states; 0 where it does not.</param>
    /// <exception cref="SpeechException">Invalid: more than the limit allows.</exception>
    public void Expect(long frames)
    {
        if (frames > _capacity)
        {
            throw SpeechException.Invalid(string.Create(
                CultureInfo.InvariantCulture,
                $"The audio is {(double)frames / _sampleRate:0.0} s long; at most {_limits.MaxSeconds:0.###} s are accepted."));
        }
    }

    /// <param name="interleaved">One sample of each channel, again and again.</param>
    /// <exception cref="SpeechException">Invalid: the file is too long, or a sample is not a number or far beyond full scale.</exception>
    public void Add(ReadOnlySpan<float> interleaved)
    {
        var frames = interleaved.Length / _channels;
        Reserve(frames);
        for (var frame = 0; frame < frames; frame++)
        {
            var sum = 0f;
            foreach (var sample in interleaved.Slice(frame * _channels, _channels))
                sum += sample;
            var mono = sum / _channels;
            if (!(MathF.Abs(mono) <= MaxMagnitude))
                throw SpeechException.Invalid(string.Create(CultureInfo.InvariantCulture, $"Sample {_count} of the {_what} is {mono}; full scale is -1 to 1."));
            _samples[_count++] = mono;
        }
    }

    /// <param name="length">Of what follows the skipped ones; null where all of it counts.</param>
    /// <exception cref="SpeechException">Invalid: there are none.</exception>
    public Waveform Finish(long? length = null)
    {
        var end = (int)Math.Min(_count, length is { } samples ? _skip + samples : _count);
        return end > _skip
            ? new Waveform(_samples[_skip..end], _sampleRate)
            : throw SpeechException.Invalid($"The {_what} holds no samples.");
    }

    private void Reserve(int frames)
    {
        if (frames > _capacity - _count)
        {
            throw SpeechException.Invalid(string.Create(
                CultureInfo.InvariantCulture, $"The audio is longer than {_limits.MaxSeconds:0.###} s, the most that is accepted."));
        }

        if (_count + frames > _samples.Length)
            Array.Resize(ref _samples, Math.Min(_capacity, Math.Max(_count + frames, 2 * _samples.Length)));
    }
}
