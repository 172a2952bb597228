using Qwen3Tts.Speech.Errors;
using Qwen3Tts.TextFrontend.Normalization;
using Qwen3Tts.TextFrontend.Normalization.Lexicons;

namespace Qwen3Tts.UnitTests.TextFrontend.Normalization;

public sealed class LexiconTest
{
    private static readonly NormalizerFactory s_factory = new();

    [Theory]
    [InlineData("I use SQL Server and sql.", "I use sequel server and sequel.")]
    [InlineData("mysqlx SQLite", "mysqlx SQLite")]
    [InlineData("Met us at IT.", "Met us at I T.")]
    [InlineData("It is it.", "It is it.")]
    [InlineData("a 5G phone", "a five gee phone")]
    [InlineData("重庆很大", "虫庆很大")]
    public void Phrases_AreSaidAsTheLexiconHasThem(string text, string said)
    {
        var lexicon = new LexiconBuilder("en")
            .AddAlias("SQL", "sequel", CaseRule.Ignore).AddAlias("sql server", "sequel server", CaseRule.Ignore).AddAlias("IT", "I T", CaseRule.Exact)
            .AddAlias("5G", "five gee", CaseRule.Exact).AddPinyin("重", "chong2", CaseRule.Ignore).Build();

        foreach (var mode in (NormalizationMode[])[NormalizationMode.Auto, NormalizationMode.Off])
        {
            var (normalizer, spoken) = (s_factory.Begin(new NormalizerSettings(mode, "en", Lexicon: lexicon)), new SpokenText());
            foreach (var c in text)
                normalizer.Append([c], spoken);
            normalizer.End(spoken);
            Assert.Equal(said, spoken.ToString());
        }
    }

    [Theory]
    [InlineData("ˈnaɪki", "en", "neyekee")]
    [InlineData("ʃøːn", "de", "schön")]
    [InlineData("bɔ̃ʒuʁ", "fr", "bonjour")]
    public void Ipa_BecomesTheLanguagesSpelling(string ipa, string language, string spelling) =>
        Assert.Equal(spelling, s_factory.Normalize("x", new NormalizerSettings(NormalizationMode.Auto, language, Lexicon: new LexiconBuilder(language).AddIpa("x", ipa, CaseRule.Exact).Build())).ToString());

    [Fact]
    public void WhatCannotBeWritten_IsAWarning()
    {
        var builder = new LexiconBuilder("ja").AddIpa("x", "neko", CaseRule.Exact).AddPinyin("y", "qqq9", CaseRule.Exact);

        Assert.Equal(2, builder.Warnings.Count);
        Assert.Contains("no table of sounds for ja", builder.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("'qqq9' is no pinyin", builder.Warnings[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "a")]
    [InlineData("a", " ")]
    public void EmptyEntry_IsRefused(string phrase, string said) =>
        Assert.Throws<SpeechException>(() => new LexiconBuilder("en").AddAlias(phrase, said, CaseRule.Exact));
}
