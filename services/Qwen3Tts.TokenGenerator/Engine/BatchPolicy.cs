namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>
/// Whom the next run serves. Utterances that no one has heard yet come first, with those whose listeners are about to run out, in a
/// batch kept small; else those with the least audio ahead of their playback. Whoever is far ahead waits while others have need.
/// </summary>
internal sealed class BatchPolicy(int maxBatch, double maxLead)
{
    /// <summary>A lead below this, in seconds, is served along with newcomers: some frames, which a small batch is sure to make in time.</summary>
    public const double UrgentLead = 0.4;

    private readonly List<(double Lead, EngineUtterance Utterance)> _order = [];

    /// <summary>Orders <paramref name="ready"/>, by need, and cuts it to the batch. Those of the neediest's model stay.</summary>
    public void Choose(List<EngineUtterance> ready)
    {
        _order.Clear();
        foreach (var utterance in ready)
            _order.Add((utterance.IsNew ? double.NegativeInfinity : utterance.Lead, utterance));
        // Equal needs keep the order in which they came.
        Sort();
        ready.Clear();
        if (_order.Count == 0)
            return;
        var (least, first) = _order[0];
        var limit = first.IsNew ? UrgentLead : Math.Max(maxLead, least);
        foreach (var (lead, utterance) in _order)
        {
            if (ready.Count < maxBatch && lead <= limit && utterance.Model == first.Model)
                ready.Add(utterance);
        }
    }

    // Insertion: stable, without an allocation, and the order changes little from one run to the next.
    private void Sort()
    {
        for (var i = 1; i < _order.Count; i++)
        {
            var entry = _order[i];
            var place = i;
            for (; place > 0 && _order[place - 1].Lead > entry.Lead; place--)
                _order[place] = _order[place - 1];
            _order[place] = entry;
        }
    }
}
