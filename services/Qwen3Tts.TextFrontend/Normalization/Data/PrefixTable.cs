namespace Qwen3Tts.TextFrontend.Normalization.Data;

/// <summary>Finds the longest of many phrases at a place, looking no further than the phrases go on.</summary>
internal sealed class PrefixTable<T>
{
    private readonly Dictionary<char, (string Key, T Value)[]> _byFirst;

    public PrefixTable(IEnumerable<KeyValuePair<string, T>> entries) => _byFirst = entries
        .GroupBy(entry => entry.Key[0])
        .ToDictionary(group => group.Key, group => group.Select(entry => (entry.Key, entry.Value)).OrderByDescending(entry => entry.Key.Length).ToArray());

    public bool MayBegin(char c) => _byFirst.ContainsKey(c);

    /// <summary>The longest phrase at <paramref name="at"/> that ends where a word does; its length, 0 for none.</summary>
    public int Match(TextWindow window, int at, out T? value)
    {
        value = default;
        if (!_byFirst.TryGetValue(window[at], out var entries))
            return 0;
        foreach (var (key, found) in entries)
        {
            if (!window.Has(at, key) || (Scripts.IsWordPart(key[^1]) && Scripts.IsWordPart(window[at + key.Length])))
                continue;
            value = found;
            return key.Length;
        }

        return 0;
    }
}
