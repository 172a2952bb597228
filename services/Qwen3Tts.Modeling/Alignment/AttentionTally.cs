using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Networks;

namespace Qwen3Tts.Modeling.Alignment;

/// <summary>Watches all heads of the talker while one utterance is spoken.</summary>
internal sealed class AttentionTally : IAttentionWatch
{
    private readonly int _headsOfLayer;
    private readonly int _first;
    private readonly int _end;
    private readonly HeadTrack[] _tracks;

    /// <param name="words">The positions that have the words, and their end.</param>
    public AttentionTally(int layers, int headsOfLayer, Range words)
    {
        _headsOfLayer = headsOfLayer;
        (_first, _end) = (words.Start.Value, words.End.Value);
        _tracks = [.. Enumerable.Range(0, layers * headsOfLayer).Select(_ => new HeadTrack(_end - _first))];
    }

    /// <summary>Layer by layer.</summary>
    public IReadOnlyList<HeadTrack> Tracks => _tracks;

    /// <summary>Watches an utterance whose words have all come and of which nothing was made yet.</summary>
    public static AttentionTally Of(Utterance utterance, int layers, int headsOfLayer)
    {
        var tally = new AttentionTally(layers, headsOfLayer, utterance.WordPositions);
        ((KeyValueSequence)utterance.Sequence).Watch = tally;
        return tally;
    }

    public void See(int layer, int head, ReadOnlySpan<float> weights, float total) =>
        _tracks[layer * _headsOfLayer + head].See(weights[Math.Min(_first, weights.Length)..Math.Min(_end, weights.Length)], total);

    /// <summary>The utterance made a frame.</summary>
    public void Take()
    {
        foreach (var track in _tracks)
            track.Take();
    }
}
