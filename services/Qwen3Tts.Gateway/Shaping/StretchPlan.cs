using System.Collections.Concurrent;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.Gateway.Shaping;

/// <summary>
/// The stretches of an utterance, which the text makes as it comes and the samples follow. A stretch is known before any of its frames.
/// </summary>
/// <param name="outer">What the request asks for, for the whole utterance.</param>
internal sealed class StretchPlan(CodecFormat codec, ProsodySettings outer)
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [new(new Stretch(0, TimeSpan.Zero, outer))];

    /// <summary>What the client is to be told and does not depend on samples.</summary>
    public ConcurrentQueue<string> Warnings { get; } = [];

    /// <summary>The stretch of an index; null while it is not known.</summary>
    public Stretch? this[int index]
    {
        get
        {
            lock (_lock)
                return index < _entries.Count ? _entries[index].Stretch : null;
        }
    }

    /// <summary>Says how the first stretch is said, before it has any words.</summary>
    public void SetFirst(TimeSpan pause, ProsodySettings prosody)
    {
        lock (_lock)
            _entries[0].Stretch = new Stretch(0, pause, prosody.Within(outer));
    }

    /// <summary>The next stretch begins.</summary>
    public void Begin(long firstFrame, TimeSpan pause, ProsodySettings prosody)
    {
        lock (_lock)
            _entries.Add(new Entry(new Stretch(firstFrame, pause, prosody.Within(outer))));
    }

    /// <summary>The last stretch has more words.</summary>
    public void AddTokens(int count)
    {
        lock (_lock)
            _entries[^1].Tokens += count;
    }

    /// <summary>A mark lies after the words of the last stretch so far.</summary>
    public void AddMark(string name)
    {
        lock (_lock)
            _entries[^1].Marks.Add((name, _entries[^1].Tokens));
    }

    /// <summary>Where the marks of a stretch are heard, which is over, or of which only those at its start are asked for.</summary>
    /// <param name="from">The first sample of the stretch.</param>
    /// <param name="end">The sample after its last; null asks for the marks at its start, others for the rest.</param>
    public IReadOnlyList<SpokenMark> Marks(int index, long from, long? end)
    {
        lock (_lock)
        {
            var entry = _entries[index];
            return [.. entry.Marks.Where(mark => mark.Tokens is 0 == end is null).Select(mark => new SpokenMark(
                mark.Name,
                end is { } last ? from + (long)Math.Round((double)(last - from) * mark.Tokens / entry.Tokens) : from,
                mark.Tokens is not 0 && mark.Tokens != entry.Tokens))];
        }
    }

    /// <summary>About how many samples are heard when so many have been decoded.</summary>
    public long Heard(long decoded)
    {
        lock (_lock)
        {
            var heard = 0.0;
            for (var i = 0; i < _entries.Count; i++)
            {
                var stretch = _entries[i].Stretch;
                var from = stretch.FirstFrame * codec.SamplesPerFrame;
                var end = i + 1 < _entries.Count ? _entries[i + 1].Stretch.FirstFrame * codec.SamplesPerFrame : long.MaxValue;
                if (decoded < from)
                    break;
                heard += stretch.Pause.TotalSeconds * codec.SampleRate + (Math.Min(decoded, end) - from) / stretch.Prosody.Rate;
            }

            return (long)heard;
        }
    }

    private sealed class Entry(Stretch stretch)
    {
        public Stretch Stretch { get; set; } = stretch;

        public int Tokens { get; set; }

        public List<(string Name, int Tokens)> Marks { get; } = [];
    }
}
