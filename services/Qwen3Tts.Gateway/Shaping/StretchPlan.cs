using System.Collections.Concurrent;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.Gateway.Shaping;

/// <summary>
/// The stretches of an utterance, which the text makes as it comes and the samples follow. A stretch is known before any of its frames.
/// </summary>
/// <param name="outer">What the request asks for, for the whole utterance.</param>
/// <param name="turns">Whether prosody may change within a stretch.</param>
internal sealed class StretchPlan(CodecFormat codec, ProsodySettings outer, bool turns = false)
{
    private readonly Lock _lock = new();
    private readonly List<int> _spoken = [];
    private readonly List<PlannedStretch> _entries = [new(codec, new Stretch(0, TimeSpan.Zero, outer))];
    private bool _isWhole;

    /// <summary>The first decoded sample of a stretch; null while it is not known.</summary>
    public long? BeginOf(int index) => this[index]?.FirstFrame * codec.SamplesPerFrame;

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

    /// <summary>Who speaks from a frame on; null where that is who spoke the frame before.</summary>
    public VoiceCast? VoiceFrom(long frame)
    {
        lock (_lock)
            return _entries.FindLast(entry => entry.Stretch.FirstFrame == frame && entry.Stretch.Voice is not null)?.Stretch.Voice;
    }

    /// <summary>Says how the first stretch is said, before it has any words.</summary>
    public void SetFirst(TimeSpan pause, ProsodySettings prosody)
    {
        lock (_lock)
            _entries[0].Stretch = new Stretch(0, pause, prosody.Within(outer));
    }

    /// <summary>The next stretch begins.</summary>
    /// <param name="anew">Its tokens are counted from a prompt of its own.</param>
    /// <param name="voice">Who speaks from here on; null for who spoke before.</param>
    public void Begin(long firstFrame, TimeSpan pause, ProsodySettings prosody, bool anew = false, VoiceCast? voice = null)
    {
        lock (_lock)
        {
            var before = _entries[^1];
            _entries.Add(new PlannedStretch(codec, new Stretch(firstFrame, pause, prosody.Within(outer), voice))
            {
                TokensBefore = anew ? 0 : before.TokensBefore + before.Tokens,
            });
        }
    }

    /// <summary>The last stretch has more words.</summary>
    public void AddTokens(int count)
    {
        lock (_lock)
            _entries[^1].Tokens += count;
    }

    /// <summary>The words after those of the last stretch so far are shaped otherwise, without a joint.</summary>
    public void AddTurn(ProsodySettings prosody)
    {
        lock (_lock)
            _entries[^1].Turns.Enqueue((prosody.Within(outer), _entries[^1].Tokens));
    }

    /// <summary>No more text comes.</summary>
    public void EndText()
    {
        lock (_lock)
            _isWhole = true;
    }

    /// <summary>A mark lies after the words of the last stretch so far.</summary>
    public void AddMark(string name)
    {
        lock (_lock)
            _entries[^1].Marks.Add((new MarkedPlace(name), _entries[^1].Tokens));
    }

    /// <summary>A word of the last stretch begins with a token.</summary>
    /// <param name="token">Counted from the last prompt.</param>
    public void AddWord(MarkedPlace word, int token)
    {
        lock (_lock)
            _entries[^1].Marks.Add((word, Math.Max(0, token - _entries[^1].TokensBefore)));
    }

    /// <summary>A word of the last stretch begins with a token, and maybe a sentence.</summary>
    /// <param name="token">Counted from the last prompt.</param>
    public void AddStart(int token, bool sentence)
    {
        lock (_lock)
            _entries[^1].Starts.Add((token - _entries[^1].TokensBefore, sentence));
    }

    /// <summary>What of the last stretch, which is spoken, the next is led on from; null where it is not known which frames speak what.</summary>
    /// <param name="frames">Of the utterance so far.</param>
    public Carried? Carry(long frames)
    {
        lock (_lock)
            return See(_entries.Count - 1).Carry((int)(frames - _entries[^1].Stretch.FirstFrame));
    }

    /// <summary>What frames speak of their stretch.</summary>
    /// <param name="firstFrame">Of the utterance; what was said of it and those after it before is forgotten.</param>
    /// <param name="tokens">Of each frame which token of the stretch.</param>
    public void Speak(long firstFrame, IEnumerable<int> tokens)
    {
        lock (_lock)
        {
            // Frames whose tokens are not known stand for none.
            while (_spoken.Count < firstFrame)
                _spoken.Add(-1);
            _spoken.RemoveRange((int)firstFrame, _spoken.Count - (int)firstFrame);
            _spoken.AddRange(tokens);
        }
    }

    /// <summary>
    /// How many decoded samples of a stretch can be shaped now: of those that follow the next frame may tell that a word begins among them
    /// that is said otherwise.
    /// </summary>
    public long ShapedTo(int index)
    {
        lock (_lock)
        {
            var isOver = index + 1 < _entries.Count;
            var entry = See(index);
            return !turns || isOver || (_isWhole && !entry.HasTurns) ? long.MaxValue : entry.BeginOfWord(entry.Seen);
        }
    }

    /// <summary>The turns of a stretch that were reached, each with the decoded sample of the stretch that it lies at.</summary>
    public IReadOnlyList<(ProsodySettings Prosody, long At)> TakeTurns(int index)
    {
        lock (_lock)
            return See(index).TakeTurns();
    }

    /// <summary>Whether words of a stretch that is over were to be said otherwise, and it was not told where they are.</summary>
    public bool HasMissedTurns(int index)
    {
        lock (_lock)
            return _entries[index].HasTurns;
    }

    /// <summary>The marks at the start of a stretch.</summary>
    /// <param name="at">Its first sample.</param>
    public IReadOnlyList<SpokenMark> TakeFirst(int index, long at)
    {
        lock (_lock)
            return Take(_entries[index], mark => mark.Tokens is 0, mark => new SpokenMark(mark.Place, at, IsEstimated: false));
    }

    /// <summary>The marks of a stretch that were reached, where it is known what its frames speak.</summary>
    /// <param name="decoded">Samples of the stretch that were decoded.</param>
    /// <param name="heard">Where a decoded sample of the stretch is heard.</param>
    public IReadOnlyList<SpokenMark> TakeReached(int index, long decoded, Func<long, long> heard)
    {
        lock (_lock)
        {
            var entry = See(index);
            // The end of the words so far may be that of the stretch, whose end is known better.
            return Take(
                entry,
                mark => mark.Tokens < entry.Reached.Count && mark.Tokens < entry.Tokens
                    && (long)entry.Reached[mark.Tokens] * codec.SamplesPerFrame < decoded,
                mark => new SpokenMark(mark.Place, heard(entry.BeginOfWord(entry.Reached[mark.Tokens])), IsEstimated: false));
        }
    }

    /// <summary>The marks that are left of a stretch which is over.</summary>
    /// <param name="from">The first sample of the stretch.</param>
    /// <param name="end">The sample after its last.</param>
    public IReadOnlyList<SpokenMark> TakeLast(int index, long from, long end)
    {
        lock (_lock)
        {
            var entry = _entries[index];
            return Take(entry, _ => true, mark => new SpokenMark(
                mark.Place,
                from + (long)Math.Round((double)(end - from) * mark.Tokens / Math.Max(1, entry.Tokens)),
                IsEstimated: mark.Tokens is not 0 && mark.Tokens != entry.Tokens));
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
                heard += stretch.Pause.TotalSeconds * codec.SampleRate + _entries[i].Heard(Math.Min(decoded, end) - from);
            }

            return (long)heard;
        }
    }

    // Frames of the next stretch say nothing of this one's words.
    private PlannedStretch See(int index)
    {
        var entry = _entries[index];
        entry.See(_spoken, index + 1 < _entries.Count ? _entries[index + 1].Stretch.FirstFrame : long.MaxValue);
        return entry;
    }

    private static List<SpokenMark> Take(PlannedStretch entry, Predicate<(MarkedPlace Place, int Tokens)> which, Converter<(MarkedPlace Place, int Tokens), SpokenMark> where)
    {
        var taken = entry.Marks.FindAll(which).ConvertAll(where);
        entry.Marks.RemoveAll(which);
        return taken;
    }
}
