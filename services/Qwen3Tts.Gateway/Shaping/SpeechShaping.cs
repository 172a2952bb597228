using Qwen3Tts.Audio.Prosody;
using Qwen3Tts.Audio.Streaming;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.Gateway.Shaping;

/// <summary>
/// Decoded samples to those that are heard: the silence around a joint is cut off and the pause put there, to the sample; each stretch gets
/// its rate, pitch and loudness, which may turn between its words; peaks are limited. Samples of which nothing is asked pass untouched.
/// </summary>
internal sealed class SpeechShaping(CodecFormat codec, StretchPlan plan)
{
    /// <summary>Between stretches without a pause: about what lies between words.</summary>
    private static readonly TimeSpan Joint = TimeSpan.FromMilliseconds(40);

    private readonly PeakLimiter _limiter = new(codec.SampleRate);
    private readonly SampleQueue _waiting = new();
    private readonly SampleQueue _trimmed = new();
    private readonly SampleQueue _shaped = new();
    private readonly List<SpokenMark> _marks = [];
    private readonly Queue<(ProsodySettings Prosody, long At)> _turns = [];
    private StretchEdges? _edges;
    private TurningShaper? _shaper;
    private int _index;
    private long _decoded;
    private long _made;
    private long _begun;
    private long _shapedBefore;

    /// <param name="output">Gets the samples that are ready.</param>
    public void Process(ReadOnlySpan<float> samples, SampleQueue output)
    {
        _waiting.Write(samples);
        Advance(ends: false, output);
    }

    /// <summary>No more samples come.</summary>
    public void Finish(SampleQueue output)
    {
        Advance(ends: true, output);
        while (plan[_index + 1] is not null && Left() is 0)
            Next(output);
        Close(cut: false, output);
        _limiter.Finish(output);
    }

    /// <summary>Marks whose places became known.</summary>
    public IReadOnlyList<SpokenMark> TakeMarks()
    {
        SpokenMark[] marks = [.. _marks];
        _marks.Clear();
        return marks;
    }

    private void Advance(bool ends, SampleQueue output)
    {
        Open(output);
        while (_waiting.Count > 0)
        {
            if (Left() is 0)
            {
                Next(output);
                continue;
            }

            var known = ends ? long.MaxValue : plan.ShapedTo(_index) - (_decoded - First());
            var taken = (int)Math.Min(Math.Min(_waiting.Count, Left()), Math.Min(known, UntilTurn()));
            if (taken <= 0)
                return;
            _edges!.Process(_waiting.Read(_decoded, taken), _trimmed);
            _decoded += taken;
            _waiting.DropBefore(_decoded);
            Shape(output);
            _marks.AddRange(plan.TakeReached(_index, _decoded - First(), HeardAt));
        }
    }

    /// <summary>Makes the turns that are due.</summary>
    /// <returns>Samples before the next.</returns>
    private long UntilTurn()
    {
        foreach (var turn in plan.TakeTurns(_index))
            _turns.Enqueue(turn);
        for (; _turns.TryPeek(out var next); _turns.Dequeue())
        {
            if (next.At > _decoded - First())
                return next.At - (_decoded - First());
            // What is cut off before the speech is known only here.
            _shaper!.TurnAt(Math.Max(0, next.At - _edges!.Cut), next.Prosody);
        }

        return long.MaxValue;
    }

    private long Left() => plan[_index + 1] is { } next ? next.FirstFrame * codec.SamplesPerFrame - _decoded : long.MaxValue;

    private long First() => plan[_index]!.FirstFrame * codec.SamplesPerFrame;

    /// <summary>Where a decoded sample of the stretch is heard.</summary>
    private long HeardAt(long decoded) => _begun + _shaper!.OutputOf(Math.Max(0, decoded - _edges!.Cut));

    // The first stretch begins with the first sample, by when all is known of it.
    private void Open(SampleQueue output)
    {
        if (_edges is null)
            Begin(plan[0]!, plan[0]!.Pause, output);
    }

    private void Next(SampleQueue output)
    {
        Close(cut: true, output);
        var stretch = plan[++_index]!;
        Begin(stretch, stretch.Pause > TimeSpan.Zero ? stretch.Pause : Joint, output);
    }

    private void Begin(Stretch stretch, TimeSpan pause, SampleQueue output)
    {
        // What the cut edges keep of silence on its sides is part of the pause; at the very start there is but one side.
        var kept = _edges is null ? StretchEdges.Kept : 2 * StretchEdges.Kept;
        if (pause > TimeSpan.Zero)
            Emit(new float[(int)Math.Round(Math.Max(0, pause.TotalSeconds - kept) * codec.SampleRate)], limited: false, output);
        _edges = new StretchEdges(codec.SampleRate, cutsStart: pause > TimeSpan.Zero);
        _shaper = new TurningShaper(codec.SampleRate, stretch.Prosody);
        _turns.Clear();
        (_begun, _shapedBefore) = (_made, _shaped.End);
        _marks.AddRange(plan.TakeFirst(_index, _begun));
    }

    private void Close(bool cut, SampleQueue output)
    {
        _edges!.Finish(cut, _trimmed);
        Shape(output);
        _shaper!.Finish(_shaped);
        EmitShaped(output);
        if (plan.HasMissedTurns(_index))
            plan.Warnings.Enqueue("Where these words are said was not told: what was asked of their rate, pitch or volume is not done.");
        _marks.AddRange(plan.TakeLast(_index, _begun, _made));
    }

    private void Shape(SampleQueue output)
    {
        _shaper!.Process(_trimmed.ReadAll(), _shaped);
        _trimmed.Clear();
        EmitShaped(output);
    }

    private void EmitShaped(SampleQueue output)
    {
        while (_shaped.Count > 0)
        {
            var at = _shaped.Start - _shapedBefore;
            var (prosody, end) = _shaper!.ShapeOf(at);
            var count = (int)Math.Min(_shaped.Count, end - at);
            Emit(_shaped.Read(_shaped.Start, count), limited: !prosody.IsNeutral, output);
            _shaped.DropBefore(_shaped.Start + count);
        }
    }

    private void Emit(ReadOnlySpan<float> samples, bool limited, SampleQueue output)
    {
        _limiter.Process(samples, limited, output);
        _made += samples.Length;
    }
}
