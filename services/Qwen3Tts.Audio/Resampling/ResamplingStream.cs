using Qwen3Tts.Audio.Streaming;

namespace Qwen3Tts.Audio.Resampling;

/// <summary>A resampling whose samples come in pieces: the same as <see cref="Resampler.Resample"/> of all of them.</summary>
public sealed class ResamplingStream
{
    private readonly Resampler _resampler;
    private readonly SampleQueue _padded = new();
    private long _received;
    private long _written;

    internal ResamplingStream(Resampler resampler)
    {
        _resampler = resampler;
        _padded.WriteSilence(resampler.Before);
    }

    /// <param name="output">Gets those that are ready.</param>
    public void Process(ReadOnlySpan<float> input, SampleQueue output)
    {
        _padded.Write(input);
        _received += input.Length;
        Release(long.MaxValue, output);
    }

    public void Finish(SampleQueue output)
    {
        _padded.WriteSilence(_resampler.Taps);
        Release(_resampler.LengthOf(_received), output);
    }

    private void Release(long length, SampleQueue output)
    {
        Span<float> sample = stackalloc float[1];
        while (_written < length && _resampler.PlaceOf(_written) is var place && place + _resampler.Taps <= _padded.End)
        {
            _padded.DropBefore(place);
            sample[0] = _resampler.At(_written, _padded.Read(place, _resampler.Taps));
            output.Write(sample);
            _written++;
        }
    }
}
