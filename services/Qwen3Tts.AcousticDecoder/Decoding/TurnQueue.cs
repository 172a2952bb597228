namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>
/// What waits for the device, and who goes together in its next turn: the first frames of utterances of which nothing has been heard,
/// else those that wait longest, all of one decoder; the turn's frames are shared out among them. Not for several threads.
/// </summary>
/// <param name="framesPerTurn">Frames of a turn, of all its utterances.</param>
internal sealed class TurnQueue(int framesPerTurn)
{
    // A silent frame takes about so much less time than another.
    private const int SilentFramesPerFrame = 16;

    private readonly List<DecodeTurn> _waiting = [];

    public int Count => _waiting.Count;

    public void Add(DecodeTurn turn) => _waiting.Add(turn);

    /// <summary>Takes those of the next turn out of the queue, and lets go those that were cancelled.</summary>
    /// <returns>Each with the frames that it may have; none where none wait.</returns>
    public IReadOnlyList<(DecodeTurn Turn, int Frames)> Take()
    {
        foreach (var turn in _waiting)
        {
            if (turn.IsCancelled)
                turn.Cancel();
        }

        _waiting.RemoveAll(turn => turn.Done.IsCanceled);
        if (_waiting.Count == 0)
            return [];
        var head = _waiting.Find(turn => turn.Urgent) ?? _waiting[0];
        var together = _waiting
            .Where(turn => turn.Decoder == head.Decoder && turn.Urgent == head.Urgent && turn.Silent == head.Silent)
            .Take(framesPerTurn)
            .ToList();
        _waiting.RemoveAll(together.Contains);
        var share = head.Urgent ? 1 : framesPerTurn / together.Count;
        return [.. together.Select(turn => (turn, head.Silent ? share * SilentFramesPerFrame : share))];
    }
}
