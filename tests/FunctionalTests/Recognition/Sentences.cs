namespace Qwen3Tts.FunctionalTests.Recognition;

/// <summary>Eight plain sentences, made for this test.</summary>
internal static class Sentences
{
    public static IReadOnlyList<string> All { get; } =
    [
        "The green kettle is boiling on the stove.",
        "Please bring two chairs into the garden.",
        "My brother paints old wooden boats.",
        "We missed the last bus to the harbor.",
        "She keeps seven goats behind the barn.",
        "The doctor will call you after lunch.",
        "Nobody remembers where the keys are hidden.",
        "Snow covered the bridge this morning.",
    ];
}
