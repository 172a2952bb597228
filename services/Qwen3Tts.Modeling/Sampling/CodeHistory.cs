using System.Runtime.InteropServices;

namespace Qwen3Tts.Modeling.Sampling;

/// <summary>The ids that a code group has drawn so far.</summary>
public sealed class CodeHistory(int vocabulary)
{
    private readonly bool[] _seen = new bool[vocabulary];
    // As long as it can become: a frame allocates nothing.
    private readonly List<int> _distinct = new(vocabulary);

    /// <summary>Draws so far.</summary>
    public int Count { get; private set; }

    /// <summary>Each id once, in the order of its first draw.</summary>
    public ReadOnlySpan<int> Distinct => CollectionsMarshal.AsSpan(_distinct);

    public void Add(int id)
    {
        Count++;
        if (_seen[id])
            return;
        _seen[id] = true;
        _distinct.Add(id);
    }
}
