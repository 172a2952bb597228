using System.Text.Json;
using Qwen3Tts.Gateway.Consent.Audit;
using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.Gateway.Consent;

/// <summary>Everything that is kept of a consent, as JSON: for the person whose voice it is, and for the operator who must judge.</summary>
internal sealed class ConsentExport(ConsentLedger ledger, AuditTrail trail, TimeProvider time)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="reader">Who asks; is recorded.</param>
    public async Task<ReadOnlyMemory<byte>> WriteAsync(Caller reader, Tenant tenant, string id, CancellationToken cancellation)
    {
        var consent = await ledger.GetAsync(tenant, id, cancellation);
        await ledger.RecordAsync(reader, tenant, "consent.read", id, new Dictionary<string, string>(), cancellation);
        var audio = await ledger.AudioOfAsync(tenant, consent, cancellation);
        var personal = ledger.PersonalOf(tenant, consent);

        using var bytes = new MemoryStream();
        await using var json = new Utf8JsonWriter(bytes, Indented);
        json.WriteStartObject();
        json.WriteString("id", consent.Id);
        json.WriteString("tenant", tenant.Name);
        json.WriteString("state", consent.StateAt(time.GetUtcNow()).ToString().ToLowerInvariant());
        json.WriteString("language", consent.Language);
        json.WriteString("issued", consent.Issued);
        json.WriteString("phraseExpires", consent.PhraseExpires);
        if (consent.Expires is { } expires)
            json.WriteString("expires", expires);
        json.WriteBoolean("speakerVerified", consent.SpeakerVerified);
        json.WriteBoolean("phraseVerified", consent.PhraseVerified);
        json.WriteBoolean("decidedByOperator", consent.DecidedByOperator);
        json.WriteBoolean("erased", consent.Key is null);
        json.WriteStartArray("remarks");
        foreach (var remark in consent.Remarks)
            json.WriteStringValue(remark);
        json.WriteEndArray();
        if (personal is not null)
        {
            json.WriteString("person", personal.Person);
            json.WriteString("phrase", personal.Phrase);
        }

        if (audio is not null)
        {
            json.WriteBase64String("recording", audio.Recording);
            json.WriteBase64String("sample", audio.Sample);
        }

        json.WriteStartArray("trail");
        await foreach (var entry in trail.OfAsync(tenant, id, cancellation))
            Write(json, entry);
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellation);
        return bytes.ToArray();
    }

    private static void Write(Utf8JsonWriter json, AuditEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("number", entry.Number);
        json.WriteString("at", entry.At);
        json.WriteString("action", entry.Action);
        foreach (var (name, value) in entry.Facts)
            json.WriteString(name, value);
        json.WriteEndObject();
    }
}
