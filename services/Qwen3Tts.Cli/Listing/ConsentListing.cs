using System.Globalization;
using Qwen3Tts.Cli.Client;

namespace Qwen3Tts.Cli.Listing;

/// <summary>Consents, for people.</summary>
public static class ConsentListing
{
    private const string None = "-";

    public static void WriteAll(TextWriter output, IReadOnlyList<ServedConsent> consents)
    {
        var table = new TextTable("CONSENT", "STATE", "PERSON", "TENANT", "LANGUAGE", "SPEAKER", "PHRASE", "UNTIL");
        foreach (var consent in consents)
        {
            table.Add(
                consent.Id,
                consent.Erased ? $"{consent.State}, erased" : consent.State,
                Or(consent.Person),
                Or(consent.Tenant),
                consent.Language,
                Verified(consent.SpeakerVerified),
                Verified(consent.PhraseVerified),
                Time(consent.Expires));
        }

        table.Write(output);
    }

    public static void Write(TextWriter output, ServedConsent consent)
    {
        output.WriteLine($"consent   {consent.Id}");
        output.WriteLine($"state     {consent.State}{(consent.DecidedByOperator ? ", by an operator" : "")}{(consent.Erased ? ", erased" : "")}");
        output.WriteLine($"person    {Or(consent.Person)}");
        output.WriteLine($"speaker   {Verified(consent.SpeakerVerified)}");
        output.WriteLine($"phrase    {Verified(consent.PhraseVerified)}");
        output.WriteLine($"until     {Time(consent.Expires)}");
        foreach (var remark in consent.Remarks)
            output.WriteLine($"Remark: {remark}");
    }

    public static string Time(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) ?? None;

    private static string Verified(bool verified) => verified ? "verified" : "not verified";

    private static string Or(string text) => text is "" ? None : text;
}
