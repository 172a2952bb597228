namespace Qwen3Tts.TextFrontend.Normalization;

/// <summary>What the next characters are.</summary>
/// <param name="Length">Characters taken.</param>
/// <param name="Spoken">What is said for them; null: they stand as they are.</param>
internal readonly record struct Reading(int Length, string? Spoken, SemioticClass Class, string Warning = "")
{
    public static readonly Reading None;

    public bool IsNone => Length == 0;

    public static Reading Plain(int length) => new(length, null, SemioticClass.Plain);
}
