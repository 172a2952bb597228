using Qwen3Tts.Modeling.Networks;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Modeling.Generation;

/// <summary>Keys and values of first positions, for utterances that begin with the same rows.</summary>
/// <param name="layout">Of the talker's.</param>
/// <param name="maxBytes">Of all that is kept.</param>
internal sealed class KeptBeginnings(KeyValueLayout layout, long maxBytes) : IDisposable
{
    private readonly WarmStore<KeptKeyValues> _warm = new(maxBytes);

    /// <summary>A key for rows: [positions × width].</summary>
    public static string KeyOf(ReadOnlySpan<float> rows) => WarmStore<KeptKeyValues>.KeyOf(rows);

    /// <summary>Begins a sequence with the positions of <paramref name="key"/>; false where there are none.</summary>
    public bool TryBegin(ISequence sequence, string key) => _warm.TryUse(key, ((KeyValueSequence)sequence).Begin);

    /// <summary>Keeps a sequence's first positions, where there is room.</summary>
    public void Keep(ISequence sequence, string key, int positions) =>
        _warm.Keep(key, KeptKeyValues.BytesOf(layout, positions), () => ((KeyValueSequence)sequence).Keep(positions));

    public void Dispose() => _warm.Dispose();
}
