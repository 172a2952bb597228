using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Texts;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Gateway.Texts;

public sealed class TenantLexiconsTest
{
    [Fact]
    public void Files_AreTheirTenantsAlone()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("acme.tsv"), "# ours\nSQL\tsequel\nNike\tipa:ˈnaɪki\texact\n\n重庆\tpinyin: chong2 qing4\n");

        var lexicons = Of(folder.Path);

        Assert.Equal(
            [
                new LexiconPhrase("SQL", "sequel", LexiconNotation.Alias, false),
                new LexiconPhrase("Nike", "ˈnaɪki", LexiconNotation.Ipa, true),
                new LexiconPhrase("重庆", "chong2 qing4", LexiconNotation.Pinyin, false),
            ],
            lexicons.Of(new Tenant("acme")));
        Assert.Empty(lexicons.Of(new Tenant("other")));
        Assert.Empty(Of("").Of(new Tenant("acme")));
    }

    [Theory]
    [InlineData("SQL")]
    [InlineData("\tsequel")]
    [InlineData("SQL\t")]
    [InlineData("SQL\tsequel\tsometimes")]
    public void Line_ThatIsNone_IsNamed(string line)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("acme.tsv"), $"# ours\n{line}\n");

        var error = Assert.Throws<SpeechException>(() => Of(folder.Path));

        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
        Assert.StartsWith($"{folder.File("acme.tsv")}, line 2: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_ThatIsNotThere_IsNamedWithItsSetting() =>
        Assert.StartsWith("Lexicons:Folder is '/nowhere'", Assert.Throws<SpeechException>(() => Of("/nowhere")).Message, StringComparison.Ordinal);

    private static TenantLexicons Of(string folder) => new(Options.Create(new LexiconOptions { Folder = folder }));
}
