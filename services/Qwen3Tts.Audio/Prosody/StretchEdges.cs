using System.Numerics.Tensors;
using Qwen3Tts.Audio.Streaming;

namespace Qwen3Tts.Audio.Prosody;

/// <summary>
/// Cuts the silence off a stretch of speech, as it comes: 5 ms of it stay on either side, faded. A silence within the speech waits until
/// it is known not to be its end.
/// </summary>
/// <remarks>Not thread-safe; one for each stretch. What comes out depends on the samples alone, not on how they were cut.</remarks>
public sealed class StretchEdges
{
    /// <summary>What stays of the silence on a side that is cut, in seconds.</summary>
    public const double Kept = 0.005;

    /// <summary>Root mean square of what is no speech any more: −52 dB of full scale, where breath and the ends of sounds are lost too.</summary>
    private const double Silence = 0.0025;

    private const double WindowSeconds = 0.0025;

    private readonly int _window;
    private readonly int _kept;
    private readonly SampleQueue _waiting = new();
    private bool _begun;
    private long _judged;
    private long _speechEnd;

    /// <param name="cutsStart">Whether silence before the speech is cut off.</param>
    public StretchEdges(int sampleRate, bool cutsStart)
    {
        _window = (int)(WindowSeconds * sampleRate);
        _kept = (int)(Kept * sampleRate);
        _begun = !cutsStart;
    }

    /// <summary>Samples that were cut off before the speech so far.</summary>
    public long Cut { get; private set; }

    /// <param name="output">Gets what is known to stay.</param>
    public void Process(ReadOnlySpan<float> input, SampleQueue output)
    {
        _waiting.Write(input);
        for (; _judged + _window <= _waiting.End; _judged += _window)
            Judge(_window);

        if (_begun)
            Release(_speechEnd - _kept, output);
        else
            _waiting.DropBefore(_judged - _kept);
        if (!_begun)
            Cut = _waiting.Start;
    }

    /// <summary>No more samples come.</summary>
    /// <param name="cutsEnd">Whether silence after the speech is cut off.</param>
    public void Finish(bool cutsEnd, SampleQueue output)
    {
        if (_judged < _waiting.End)
            Judge((int)(_waiting.End - _judged));
        if (!_begun)
            return;
        if (!cutsEnd)
        {
            Release(_waiting.End, output);
            return;
        }

        var end = Math.Min(_waiting.End, _speechEnd + _kept);
        var faded = _waiting.Read(Math.Max(_waiting.Start, end - _kept), (int)Math.Min(_kept, end - _waiting.Start));
        for (var i = 0; i < faded.Length; i++)
            faded[i] *= 1 - (i + 1f) / faded.Length;
        Release(end, output);
    }

    private void Judge(int count)
    {
        if (TensorPrimitives.SumOfSquares<float>(_waiting.Read(_judged, count)) <= Silence * Silence * count)
            return;
        if (!_begun)
            Begin();
        _speechEnd = _judged + count;
    }

    private void Begin()
    {
        _begun = true;
        _waiting.DropBefore(_judged - _kept);
        Cut = _waiting.Start;
        var faded = _waiting.Read(_waiting.Start, (int)Math.Min(_waiting.Count, Math.Max(_judged - _waiting.Start, _window)));
        for (var i = 0; i < faded.Length; i++)
            faded[i] *= (i + 1f) / (faded.Length + 1);
    }

    private void Release(long end, SampleQueue output)
    {
        var count = (int)Math.Max(0, end - _waiting.Start);
        output.Write(_waiting.Read(_waiting.Start, count));
        _waiting.DropBefore(end);
    }
}
