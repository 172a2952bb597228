namespace Qwen3Tts.TextFrontend.Ssml;

/// <summary>Writes what is to be read in a certain way as the words that are said.</summary>
internal interface ISpokenForms
{
    /// <param name="interpretAs">As <c>say-as</c> has it, such as "characters" or "date".</param>
    /// <param name="format">Such as "mdy"; empty for none.</param>
    /// <param name="language">Such as "en-US"; empty where none is said.</param>
    /// <returns>Null where this cannot be written; then it is read as it stands.</returns>
    string? SayAs(string words, string interpretAs, string format, string language);

    /// <returns>Null where no spelling says this; then the words are read as they stand.</returns>
    string? Pronounce(string words, string alphabet, string symbols, string language);
}
