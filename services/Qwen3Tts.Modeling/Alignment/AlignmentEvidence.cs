using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Modeling.Alignment;

/// <summary>How all heads did over sentences, by delivery.</summary>
internal sealed class AlignmentEvidence(int layers, int headsOfLayer)
{
    private readonly Dictionary<TextDelivery, HeadEvidence[]> _heads = [];

    /// <summary>Tokens whose frames were compared with their letters, in the delivery with the fewest.</summary>
    public int Tokens => _heads.Values.Select(heads => heads[0].Tokens).DefaultIfEmpty().Min();

    public void Add(AlignmentSentence sentence, AttentionTally tally)
    {
        if (!_heads.TryGetValue(sentence.Request.Delivery, out var heads))
            _heads[sentence.Request.Delivery] = heads = [.. Enumerable.Range(0, layers * headsOfLayer).Select(_ => new HeadEvidence())];
        foreach (var (head, track) in heads.Zip(tally.Tracks))
            head.Add(track, sentence.Letters);
    }

    /// <summary>
    /// All heads, the best first; each as it did in its worse delivery. Where text streams, a head that looks at what came last moves on in
    /// order, too: of the whole text it does not.
    /// </summary>
    public IReadOnlyList<HeadScore> Scores() =>
    [
        .. Enumerable.Range(0, layers * headsOfLayer)
            .Select(index => _heads.Values.Select(heads => heads[index].Score(new AlignmentHead(index / headsOfLayer, index % headsOfLayer))).MinBy(score => score.Total))
            .OfType<HeadScore>()
            .OrderByDescending(score => score.Total),
    ];
}
