namespace Qwen3Tts.Benchmarks.Prosody;

/// <summary>Sentences of two clauses.</summary>
internal static class Clauses
{
    private static readonly string[] Firsts =
    [
        "The old captain carried the wooden boat", "My youngest sister found an open window", "Every farmer in the valley sold seven white horses",
        "The doctor forgot the key to the garden", "Nobody in this house could see the bridge", "The teacher remembered a letter from the king",
    ];

    private static readonly string[] Seconds =
    [
        "and then went home before the winter came", "because the wind was cold on Sunday morning", "while the children slept near the church",
        "and the little dog looked after two loaves of bread", "as the rain began to fall in the middle of the night",
    ];

    /// <summary>Of how many indices none has the clauses of another.</summary>
    public static int Count => Firsts.Length * Seconds.Length;

    public static (string First, string Second) At(int index) => (Firsts[index % Firsts.Length], Seconds[index % Seconds.Length]);
}
