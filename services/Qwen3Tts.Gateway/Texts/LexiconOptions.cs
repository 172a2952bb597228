namespace Qwen3Tts.Gateway.Texts;

/// <summary>Lexicons that the operator keeps for tenants.</summary>
public sealed class LexiconOptions
{
    public const string Section = "Lexicons";

    /// <summary>
    /// A folder with a file <c>TENANT.tsv</c> for each tenant that has one, read at the start: a phrase, a tab and what is said, one
    /// a line, where what is said may begin with <c>ipa:</c> or <c>pinyin:</c>; after another tab <c>exact</c> where capitals count.
    /// Empty: there are none.
    /// </summary>
    public string Folder { get; set; } = "";
}
