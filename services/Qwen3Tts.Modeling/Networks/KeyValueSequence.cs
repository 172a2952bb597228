namespace Qwen3Tts.Modeling.Networks;

/// <summary>A sequence in pages of a pool. Disposing it gives them back.</summary>
internal sealed unsafe class KeyValueSequence(KeyValuePool pool, int limit) : ISequence
{
    private readonly int[] _pages = new int[(limit + pool.Layout.Positions - 1) / pool.Layout.Positions];
    private int _taken;

    public int Length { get; private set; }

    public int Room => limit - Length;

    /// <summary>Told of every row's attention; null for none.</summary>
    public IAttentionWatch? Watch { get; set; }

    public ReadOnlySpan<float> Attention => Watch is HeadWatch head ? head.Weights[..Length] : [];

    /// <summary>Makes room for <paramref name="positions"/> more.</summary>
    public void Reserve(int positions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(positions, Room);
        while (_taken * pool.Layout.Positions < Length + positions)
            _pages[_taken++] = pool.Take();
    }

    /// <summary>Counts what was written after <see cref="Reserve"/>.</summary>
    public void Advance(int positions) => Length += positions;

    /// <summary>A copy of the first positions.</summary>
    public KeptKeyValues Keep(int positions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(positions, Length);
        var kept = new KeptKeyValues(pool.Layout, positions);
        kept.Copy(this, pool.Layout, back: false);
        return kept;
    }

    /// <summary>Begins with the positions of another sequence; this one has none yet.</summary>
    public void Begin(KeptKeyValues kept)
    {
        if (Length > 0)
            throw new InvalidOperationException("The sequence has positions already.");
        Reserve(kept.Positions);
        kept.Copy(this, pool.Layout, back: true);
        Length = kept.Positions;
    }

    /// <summary>Forgets everything; keeps the pages.</summary>
    public void Reset() => Length = 0;

    /// <summary>Where the page of <paramref name="position"/> has the keys of a head; its values follow after <see cref="KeyValueLayout.SideBytes"/>.</summary>
    public byte* Side(int layer, int head, int position)
    {
        var layout = pool.Layout;
        return pool.Page(_pages[position / layout.Positions]) + layer * layout.LayerBytes + 2L * head * layout.SideBytes;
    }

    public void Dispose()
    {
        while (_taken > 0)
            pool.Return(_pages[--_taken]);
        Length = 0;
    }
}
