using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>
/// States to begin from, each under what it was made from, so that who begins alike need not make it again. What was used longest ago goes
/// first where there is no more room. For several threads.
/// </summary>
/// <param name="maxBytes">Of all states; 0 keeps none.</param>
public sealed class WarmStore<T>(long maxBytes) : IDisposable
    where T : class, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, T State, long Bytes)>> _states = [];

    // The one used last comes first.
    private readonly LinkedList<(string Key, T State, long Bytes)> _order = [];
    private long _bytes;

    /// <summary>Bytes of what is kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
                return _bytes;
        }
    }

    /// <summary>A key for what a state is made from. SHA-256: nobody can make a request whose state is taken for another's.</summary>
    public static string KeyOf<TValue>(ReadOnlySpan<TValue> content)
        where TValue : unmanaged => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(content)));

    /// <summary>Lets <paramref name="use"/> read the state of <paramref name="key"/>; false where there is none.</summary>
    public bool TryUse(string key, Action<T> use)
    {
        lock (_lock)
        {
            if (!_states.TryGetValue(key, out var node))
                return false;
            _order.Remove(node);
            _order.AddFirst(node);
            use(node.Value.State);
            return true;
        }
    }

    /// <summary>Keeps a state, where it fits and there is none of <paramref name="key"/>.</summary>
    public void Keep(string key, long bytes, Func<T> copy)
    {
        lock (_lock)
        {
            if (bytes > maxBytes || _states.ContainsKey(key))
                return;
            while (_bytes + bytes > maxBytes)
                Drop(_order.Last!);
            _states[key] = _order.AddFirst((key, copy(), bytes));
            _bytes += bytes;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            while (_order.Last is { } last)
                Drop(last);
        }
    }

    private void Drop(LinkedListNode<(string Key, T State, long Bytes)> node)
    {
        _order.Remove(node);
        _states.Remove(node.Value.Key);
        _bytes -= node.Value.Bytes;
        node.Value.State.Dispose();
    }
}
