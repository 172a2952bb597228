using System.Globalization;
using System.Text;
using Qwen3Tts.TextFrontend.Normalization;

namespace Qwen3Tts.UnitTests.TextFrontend.Normalization;

/// <summary>The table of what must be said: tests/UnitTests/TextFrontend/Normalization/spoken-forms.tsv, each item with its source.</summary>
public sealed class SpokenFormTest(ITestOutputHelper output)
{
    private static readonly NormalizerFactory s_factory = new();

    [Theory]
    [InlineData("en", 60, 0.95)]
    [InlineData("zh", 60, 0.95)]
    [InlineData("ja", 25, 0.9)]
    [InlineData("ko", 25, 0.9)]
    [InlineData("fr", 25, 0.9)]
    [InlineData("de", 25, 0.9)]
    [InlineData("es", 25, 0.9)]
    [InlineData("it", 25, 0.9)]
    [InlineData("pt", 25, 0.9)]
    [InlineData("ru", 25, 0.9)]
    [InlineData("ar", 15, 0.9)]
    public void Normalize_TheTableOfWrittenForms_SaysWhatMustBeSaid(string language, int least, double share)
    {
        var items = SpokenForm.Read().Where(form => form.Language == language).ToArray();
        Assert.True(items.Length >= least, $"{language} has {items.Length} items.");
        var results = items.Select(item => (item, said: s_factory.Normalize(item.Written, new NormalizerSettings(NormalizationMode.Auto, language)).ToString())).ToArray();
        var right = results.Where(result => result.item.Allows(result.said)).ToArray();
        foreach (var group in results.GroupBy(result => result.item.Class))
            output.WriteLine($"{language} {group.Key}: {group.Count(result => result.item.Allows(result.said))} of {group.Count()}");
        var misses = new StringBuilder();
        foreach (var (item, said) in results.Except(right))
            misses.AppendLine(CultureInfo.InvariantCulture, $"{language} {item.Class}: '{item.Written}' is '{said}', should be '{item.Spoken}' ({item.Source})");
        output.WriteLine(misses.ToString());
        output.WriteLine($"{language}: {right.Length} of {items.Length}");
        Assert.True(right.Length >= share * items.Length, misses.ToString());
    }
}
