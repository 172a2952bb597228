using Qwen3Tts.Audio.Prosody;
using Qwen3Tts.Audio.Streaming;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Gateway.Shaping;

/// <summary>
/// Decoded samples to those that are heard: the silence around a joint is cut off and the pause put there, to the sample; each stretch gets
/// its rate, pitch and loudness; peaks are limited. Samples of a stretch that asks for nothing pass untouched.
/// </summary>
internal sealed class SpeechShaping(CodecFormat codec, StretchPlan plan)
{
    /// <summary>Between stretches without a pause: about what lies between words.</summary>
    private static readonly TimeSpan Joint = TimeSpan.FromMilliseconds(40);

    private readonly PeakLimiter _limiter = new(codec.SampleRate);
    private readonly SampleQueue _trimmed = new();
    private readonly SampleQueue _shaped = new();
    private readonly List<SpokenMark> _marks = [];
    private StretchEdges? _edges;
    private ProsodyShaper? _shaper;
    private int _index;
    private long _decoded;
    private long _made;
    private long _begun;

    /// <param name="output">Gets the samples that are ready.</param>
    public void Process(ReadOnlySpan<float> samples, SampleQueue output)
    {
        Open(output);
        while (!samples.IsEmpty)
        {
            var taken = (int)Math.Min(samples.Length, Left());
            if (taken is 0)
            {
                Next(output);
                continue;
            }

            _edges!.Process(samples[..taken], _trimmed);
            Shape(output);
            _decoded += taken;
            _marks.AddRange(plan.TakeReached(_index, _decoded - First(), HeardAt));
            samples = samples[taken..];
        }
    }

    /// <summary>No more samples come.</summary>
    public void Finish(SampleQueue output)
    {
        Open(output);
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

    private long Left() => plan[_index + 1] is { } next ? next.FirstFrame * codec.SamplesPerFrame - _decoded : long.MaxValue;

    private long First() => plan[_index]!.FirstFrame * codec.SamplesPerFrame;

    /// <summary>Where a decoded sample of the stretch is heard.</summary>
    private long HeardAt(long decoded) =>
        _begun + (long)Math.Round(Math.Max(0, decoded - _edges!.Cut) / plan[_index]!.Prosody.Rate);

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
        _shaper = new ProsodyShaper(codec.SampleRate, stretch.Prosody);
        _begun = _made;
        _marks.AddRange(plan.TakeFirst(_index, _begun));
    }

    private void Close(bool cut, SampleQueue output)
    {
        _edges!.Finish(cut, _trimmed);
        Shape(output);
        _shaper!.Finish(_shaped);
        EmitShaped(output);
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
        Emit(_shaped.ReadAll(), limited: !plan[_index]!.Prosody.IsNeutral, output);
        _shaped.Clear();
    }

    private void Emit(ReadOnlySpan<float> samples, bool limited, SampleQueue output)
    {
        _limiter.Process(samples, limited, output);
        _made += samples.Length;
    }
}
