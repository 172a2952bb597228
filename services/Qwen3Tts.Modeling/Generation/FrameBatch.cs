namespace Qwen3Tts.Modeling.Generation;

/// <summary>Shares a run of the networks among utterances. Everything it needs is set aside at the start.</summary>
internal sealed class FrameBatch(IFrameNetworks networks, int utterances)
{
    private readonly FrameShare[] _shares = new FrameShare[utterances];

    public void Advance(ReadOnlySpan<Utterance> utterances)
    {
        var count = Plan(utterances, out var whole);
        if (count > 0)
            networks.Advance(_shares, count, whole);
    }

    /// <summary>Decides how many rows each utterance gets; those that get all of theirs come first.</summary>
    private int Plan(ReadOnlySpan<Utterance> utterances, out int whole)
    {
        var count = 0;
        var spare = networks.PrefillRows;
        foreach (var utterance in utterances)
        {
            if (!utterance.Prepare())
                continue;
            // One row is always there; more are shared first come, first served.
            var rows = Math.Min(utterance.PendingRows, 1 + spare);
            spare -= rows - 1;
            _shares[count++] = new FrameShare(utterance, rows);
        }

        whole = 0;
        for (var i = 0; i < count; i++)
        {
            if (!_shares[i].Utterance.Completes(_shares[i].Rows))
                continue;
            (_shares[whole], _shares[i]) = (_shares[i], _shares[whole]);
            whole++;
        }

        return count;
    }
}
