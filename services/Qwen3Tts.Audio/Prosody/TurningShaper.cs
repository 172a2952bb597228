using Qwen3Tts.Audio.Streaming;
using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.Audio.Prosody;

/// <summary>
/// Rate, pitch and loudness of speech that change within it, as it comes: where they do, what was shaped before goes over into what is
/// shaped after within <see cref="SeamSeconds"/>, at the place nearby where the waves are most alike, as in <see cref="TimeScaler"/>.
/// </summary>
/// <remarks>
/// Not thread-safe; one for each stretch of speech. What comes out depends on the samples and the turns alone, not on how the samples were cut,
/// where each turn is told before the samples behind it come.
/// </remarks>
public sealed class TurningShaper
{
    private const double SeamSeconds = 0.01;
    private const double SearchSeconds = 0.0075;

    private readonly int _sampleRate;
    private readonly int _search;
    private readonly Crossfade _seam;
    private readonly SampleQueue _input = new();
    private readonly List<Part> _parts;
    private readonly Queue<(long At, ProsodySettings Settings)> _turns = [];

    // Of the part that is being shaped.
    private ProsodyShaper _shaper;
    private SampleQueue _shaped = new();
    private float[] _tail = [];
    private long _fed;
    private long _written;
    private long? _due;

    public TurningShaper(int sampleRate, ProsodySettings first)
    {
        (_sampleRate, _search) = (sampleRate, (int)(SearchSeconds * sampleRate));
        _seam = new Crossfade((int)(SeamSeconds * sampleRate));
        _parts = [new Part(0, 0, first)];
        _shaper = new ProsodyShaper(sampleRate, first);
    }

    private Part Now => _parts[^1];

    /// <summary>Speech is shaped otherwise from a sample on.</summary>
    /// <param name="at">Index of the input, after those of the turns that were told; where that is too near to them it is moved.</param>
    public void TurnAt(long at, ProsodySettings settings) => _turns.Enqueue((at, settings));

    /// <param name="output">Gets the samples that are ready.</param>
    public void Process(ReadOnlySpan<float> input, SampleQueue output)
    {
        _input.Write(input);
        while (TryTurn(ends: false, output))
        {
        }
    }

    /// <summary>No more samples come.</summary>
    public void Finish(SampleQueue output)
    {
        while (TryTurn(ends: true, output))
        {
        }

        _shaper.Finish(_shaped);
        Write(_shaped.End, ends: true, output);
    }

    /// <summary>Where a sample of the input is in the output; about where, if it has not come yet.</summary>
    public long OutputOf(long input)
    {
        var part = _parts.FindLast(part => part.From <= input) ?? _parts[0];
        return part.At + part.ShapedOf(input);
    }

    /// <summary>How a sample of the output is shaped, and the index after the last of which it is known that they are shaped so.</summary>
    public (ProsodySettings Settings, long End) ShapeOf(long output)
    {
        var next = _parts.FindIndex(part => part.At > output);
        return next < 0 ? (Now.Settings, long.MaxValue) : (_parts[next - 1].Settings, _parts[next].At);
    }

    /// <returns>Whether a turn was made.</returns>
    private bool TryTurn(bool ends, SampleQueue output)
    {
        // A part is at least as long as its seam.
        if (_due is null && _turns.TryPeek(out var next))
            _due = Math.Max(Math.Max(next.At, _fed), Now.From + (long)Math.Ceiling(_seam.Length * Now.Settings.Rate));
        if (_due is not { } due || due >= _input.End)
        {
            Feed(_input.End);
            Write(_shaped.End, ends: false, output);
            _input.DropBefore(_fed - _search);
            return false;
        }

        // What the part would go on with is mixed into what the next begins with.
        var join = Now.ShapedOf(due);
        Feed(due);
        while (_shaped.End < join + _seam.Length && _fed < _input.End)
            Feed(Math.Min(_fed + _seam.Length, _input.End));
        if (!ends && (_shaped.End < join + _seam.Length || _input.End < due + _search + _seam.Length))
            return false;
        if (_shaped.End < join + _seam.Length)
            _shaper.Finish(_shaped);
        Write(Math.Min(join, _shaped.End), ends: true, output);
        Begin(due, join);
        return true;
    }

    private void Begin(long due, long join)
    {
        var (_, settings) = _turns.Dequeue();
        _tail = _shaped.Read(Math.Min(join, _shaped.End), (int)Math.Clamp(_shaped.End - join, 0, _seam.Length)).ToArray();
        _fed = Now.Settings is { Rate: 1, Semitones: 0 } ? due : MostAlike(due);
        _parts.Add(new Part(_fed, Now.At + join, settings));
        (_shaper, _shaped, _written, _due) = (new ProsodyShaper(_sampleRate, settings), new SampleQueue(), 0, null);
    }

    private long MostAlike(long due)
    {
        var first = Math.Max(due - _search, _input.Start);
        var last = Math.Min(due + _search, _input.End - _tail.Length);
        return last < first ? due : WaveMatch.Find(_tail, _input.Read(first, (int)(last - first) + _tail.Length), first, due);
    }

    private void Feed(long until)
    {
        if (until <= _fed)
            return;
        _shaper.Process(_input.Read(_fed, (int)(until - _fed)), _shaped);
        _fed = until;
    }

    private void Write(long until, bool ends, SampleQueue output)
    {
        if (_tail.Length > 0)
        {
            if (until < _tail.Length && !ends)
                return;
            var mixed = _shaped.Read(0, (int)Math.Min(_tail.Length, until));
            _seam.Mix(_tail.AsSpan(0, mixed.Length), mixed, mixed);
            _tail = [];
        }

        if (until <= _written)
            return;
        output.Write(_shaped.Read(_written, (int)(until - _written)));
        _shaped.DropBefore(until);
        _written = until;
    }

    /// <param name="From">Its first sample of the input.</param>
    /// <param name="At">Its first sample of the output.</param>
    private sealed record Part(long From, long At, ProsodySettings Settings)
    {
        /// <summary>How many samples of it come before one of the input.</summary>
        public long ShapedOf(long input) => (long)Math.Round((input - From) / Settings.Rate);
    }
}
