using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.Gateway.Shaping;

/// <summary>A stretch of a plan, and what is known of its words. The plan guards it.</summary>
internal sealed class PlannedStretch(CodecFormat codec, Stretch stretch)
{
    // Of what is carried over a cut: enough to hear how it is said, little enough to go through at once.
    private const double LeastCarried = 1;
    private const double MostSentences = 6;
    private const double MostWords = 3;

    private readonly List<(ProsodySettings Prosody, long At)> _turned = [];

    public Stretch Stretch { get; set; } = stretch;

    public int Tokens { get; set; }

    /// <summary>Tokens since the prompt before it.</summary>
    public int TokensBefore { get; init; }

    /// <summary>Places that no time was told of, each after so many tokens.</summary>
    public List<(MarkedPlace Place, int Tokens)> Marks { get; } = [];

    /// <summary>Tokens that words begin with, and whether a sentence does.</summary>
    public List<(int Token, bool Sentence)> Starts { get; } = [];

    /// <summary>How it is said from a place on, each after so many tokens; those that were not reached.</summary>
    public Queue<(ProsodySettings Prosody, int Tokens)> Turns { get; } = [];

    /// <summary>Whether words are known that are to be said otherwise, and not where they are.</summary>
    public bool HasTurns => Turns.TryPeek(out var turn) && turn.Tokens < Tokens;

    /// <summary>Frames of which it is known what they speak.</summary>
    public int Seen { get; private set; }

    /// <summary>Of each token the first frame that speaks it or one after it.</summary>
    public List<int> Reached { get; } = [];

    /// <param name="spoken">Of each frame of the utterance which token of its stretch it speaks; less than 0 where that is not known.</param>
    /// <param name="end">The frame after the stretch's last.</param>
    public void See(List<int> spoken, long end)
    {
        for (; Stretch.FirstFrame + Seen < Math.Min(end, spoken.Count); Seen++)
        {
            for (var token = spoken[(int)(Stretch.FirstFrame + Seen)]; Reached.Count <= token;)
                Reached.Add(Seen);
        }
    }

    /// <summary>
    /// Where a word begins whose first frame is that one. A frame speaks the word that has the most of it, so that on average half a frame before
    /// it is the word's too.
    /// </summary>
    /// <param name="frame">Of the stretch, as is the sample.</param>
    public long BeginOfWord(int frame) => Math.Max(0, (long)frame * codec.SamplesPerFrame - codec.SamplesPerFrame / 2);

    /// <summary>Its last sentences, or words where the last sentence is long, with the frames that speak them.</summary>
    /// <param name="frames">All that it has.</param>
    public Carried? Carry(int frames)
    {
        return First(whole: true, MostSentences) ?? First(whole: false, MostWords);

        Carried? First(bool whole, double most) => Starts
            .Where(start => start.Token >= 0 && start.Token < Math.Min(Tokens, Reached.Count) && (start.Sentence || !whole))
            .Select(start => new Carried(Tokens - start.Token, frames - Reached[start.Token]))
            .Where(carried => carried.Frames >= LeastCarried * codec.FramesPerSecond && carried.Frames <= most * codec.FramesPerSecond)
            .Cast<Carried?>().FirstOrDefault();
    }

    /// <summary>Turns that were reached, each with the decoded sample that it lies at.</summary>
    public IReadOnlyList<(ProsodySettings Prosody, long At)> TakeTurns()
    {
        var before = _turned.Count;
        // The end of the words so far may be that of the stretch, where nothing is to be turned.
        while (HasTurns && Turns.Peek().Tokens < Reached.Count)
        {
            var (prosody, tokens) = Turns.Dequeue();
            _turned.Add((prosody, BeginOfWord(Reached[tokens])));
        }

        return _turned[before..];
    }

    /// <summary>About how many samples are heard of so many decoded.</summary>
    public double Heard(long decoded)
    {
        var (heard, from, rate) = (0.0, 0L, Stretch.Prosody.Rate);
        foreach (var (prosody, at) in _turned.TakeWhile(turn => turn.At < decoded))
            (heard, from, rate) = (heard + (at - from) / rate, at, prosody.Rate);
        return heard + (decoded - from) / rate;
    }
}
