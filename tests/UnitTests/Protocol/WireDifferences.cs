namespace Qwen3Tts.UnitTests.Protocol;

/// <summary>What one version's contract breaks of that before it.</summary>
internal static class WireDifferences
{
    private const string Field = "field ";
    private const string Value = "value ";
    private const string Reserved = "reserved ";

    /// <returns>A message for each; none where services of both versions understand each other.</returns>
    public static IReadOnlyList<string> Between(WireContract before, WireContract now) =>
    [
        .. before.Entries.Where(entry => !now.Entries.ContainsKey(entry.Key) && !IsReserved(entry.Key, now)).Select(entry => Removed(entry.Key, entry.Value)),
        .. before.Entries
            .Where(entry => now.Entries.TryGetValue(entry.Key, out var what) && what != entry.Value)
            .Select(entry => $"{entry.Key} was '{entry.Value}' and is '{now.Entries[entry.Key]}': add another under a new number instead."),
        .. before.Entries
            .Where(entry => entry.Key.StartsWith(Reserved, StringComparison.Ordinal))
            .Select(entry => entry.Key[Reserved.Length..])
            .Where(number => now.Entries.ContainsKey(Field + number) || now.Entries.ContainsKey(Value + number))
            .Select(number => $"{number} was reserved and is used again: the version before took something else for it."),
    ];

    private static bool IsReserved(string key, WireContract now) =>
        Number(key) is { } number && now.Entries.ContainsKey(Reserved + number);

    private static string Removed(string key, string what) => Number(key) is not null
        ? $"{key} ('{what}') was removed and its number is not reserved."
        : $"{key}{(what is "" ? "" : $" ('{what}')")} was removed: the version before still has it.";

    private static string? Number(string key) =>
        key.StartsWith(Field, StringComparison.Ordinal) || key.StartsWith(Value, StringComparison.Ordinal) ? key[Field.Length..] : null;
}
