using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Modeling.Alignment;

/// <summary>How one head did over the sentences of one delivery.</summary>
internal sealed class HeadEvidence
{
    private readonly List<double> _monotone = [];
    private readonly List<double> _covering = [];
    private readonly List<double> _sharp = [];
    private Correlation _before;
    private Correlation _own;
    private Correlation _after;

    /// <summary>Tokens whose frames were compared with their letters.</summary>
    public int Tokens => _own.Pairs;

    /// <param name="letters">Of each of the words' tokens.</param>
    public void Add(HeadTrack track, ReadOnlySpan<int> letters)
    {
        _monotone.Add(track.Monotone);
        _covering.Add(track.Covering);
        _sharp.Add(track.Sharp);
        // The first token has the silence before the speech, and a sign the pause after a word.
        for (var token = 1; token < letters.Length - 1; token++)
        {
            if (letters[token] is 0)
                continue;
            _before.Add(track.Frames[token - 1], letters[token]);
            _own.Add(track.Frames[token], letters[token]);
            _after.Add(track.Frames[token + 1], letters[token]);
        }
    }

    public HeadScore Score(AlignmentHead head) => new(
        head,
        Kept(_monotone),
        Kept(_covering),
        Kept(_sharp),
        Math.Max(0, _own.Value - Math.Max(0, Math.Max(_before.Value, _after.Value))));

    /// <summary>What three of four sentences keep to: one that was spoken badly says nothing of the head.</summary>
    private static double Kept(List<double> values) => values.Count is 0 ? 0 : values.Order().ElementAt((values.Count - 1) / 4);
}
