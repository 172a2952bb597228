namespace Qwen3Tts.Modeling.Generation;

/// <summary>
/// Rows of text ids that were worked out not long ago: a row depends on its id alone, and words recur. Of two generations the older is
/// forgotten when the younger is full; what is asked for again becomes young. For one thread.
/// </summary>
/// <param name="capacity">Most rows of both.</param>
internal sealed class KnownRows(int capacity)
{
    private Dictionary<int, float[]> _young = [];
    private Dictionary<int, float[]> _old = [];

    public bool TryGet(int id, out ReadOnlySpan<float> row)
    {
        if (_young.TryGetValue(id, out var known))
        {
            row = known;
            return true;
        }

        if (!_old.TryGetValue(id, out known))
        {
            row = default;
            return false;
        }

        Add(id, known);
        row = known;
        return true;
    }

    public void Add(int id, float[] row)
    {
        if (_young.Count >= capacity / 2)
            (_old, _young) = (_young, []);
        _young[id] = row;
    }
}
