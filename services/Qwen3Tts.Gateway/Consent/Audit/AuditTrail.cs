using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Qwen3Tts.Gateway.Consent.Vault;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Consent.Audit;

/// <summary>
/// A tenant's trail: lines <c>HASH JSON</c>, where HASH is HMAC-SHA-256 over the hash before and the JSON as it stands there, with a key
/// that is the tenant's and the operator's. So who lacks the key can change, remove or reorder nothing unseen; of the end the head tells.
/// An event is written before it takes effect: the trail may hold an attempt that then failed, never the reverse.
/// </summary>
internal sealed partial class AuditTrail(IAuditLog log, MasterKey master, TimeProvider time)
{
    private const int Attempts = 64;
    private const int HashDigits = 64;

    /// <exception cref="SpeechException">Unavailable: the trail is not there, or too many write at once.</exception>
    public async Task AppendAsync(Tenant tenant, AuditEvent happened, CancellationToken cancellation)
    {
        var key = Key(tenant);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var head = await log.ReadHeadAsync(tenant, cancellation);
            var entry = new AuditEntry(
                head.Entries + 1, time.GetUtcNow(), happened.Action, happened.Subject,
                new SortedDictionary<string, string>(happened.Facts.ToDictionary(), StringComparer.Ordinal), happened.Personal);
            var json = JsonSerializer.Serialize(entry, AuditJson.Default.AuditEntry);
            var hash = Hash(key, head.Hash, json);
            if (await log.TryAppendAsync(tenant, head, $"{hash} {json}", new AuditHead(entry.Number, hash, Proof(key, entry.Number, hash)), cancellation))
                return;
        }

        throw SpeechException.Unavailable("The audit trail is written by too many at once; try again.");
    }

    /// <summary>Checks every entry, and that the trail ends where its head says.</summary>
    /// <param name="anchor">What an earlier verification told: that entry must still be there. Null for none.</param>
    public async Task<AuditVerdict> VerifyAsync(Tenant tenant, (long Entries, string Hash)? anchor, CancellationToken cancellation)
    {
        var key = Key(tenant);
        var head = await log.ReadHeadAsync(tenant, cancellation);
        var (count, last) = (0L, "");
        await foreach (var line in log.ReadAsync(tenant, cancellation))
        {
            // Entries that came since the head was read are for the next time.
            if (count == head.Entries && head.Entries > 0 && await HasGrownAsync(tenant, head, cancellation))
                break;
            var json = line.Length > HashDigits ? line[(HashDigits + 1)..] : "";
            var hash = Hash(key, last, json);
            if (json is "" || line[..HashDigits] != hash || Parse(json)?.Number != count + 1)
                return new AuditVerdict(count, last, $"Entry {count + 1} is not what was written there: it, or one before it, was changed, removed, put in or moved.");
            (count, last) = (count + 1, hash);
            if (anchor is { } earlier && earlier.Entries == count && earlier.Hash != hash)
                return new AuditVerdict(count, last, $"Entry {count} is not that which was there when its hash was noted.");
        }

        if (head != AuditHead.None && head.Proof != Proof(key, head.Entries, head.Hash))
            return new AuditVerdict(count, last, "The record of where the trail ends was changed.");
        if (count != head.Entries || last != head.Hash)
            return new AuditVerdict(count, last, string.Create(CultureInfo.InvariantCulture, $"The trail has {count} entries and should have {head.Entries}: its end was removed or added to."));
        return anchor is { } noted && noted.Entries > count
            ? new AuditVerdict(count, last, string.Create(CultureInfo.InvariantCulture, $"The trail has {count} entries, and had {noted.Entries} when its head was noted."))
            : new AuditVerdict(count, last, "");
    }

    /// <summary>The entries of one subject, as they stand.</summary>
    public async IAsyncEnumerable<AuditEntry> OfAsync(Tenant tenant, string subject, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var line in log.ReadAsync(tenant, cancellation))
        {
            if (line.Length > HashDigits && Parse(line[(HashDigits + 1)..]) is { } entry && entry.Subject == subject)
                yield return entry;
        }
    }

    /// <summary>A digest by which entries can be compared with each other and by the operator, lower-case hexadecimal digits.</summary>
    public string Digest(Tenant tenant, ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(HMACSHA256.HashData(master.Derive($"audit-digest/{tenant.Name}"), bytes));

    /// <summary>Who did it: a digest of the key's hash, so that the trail alone names no key.</summary>
    public string Who(Caller caller) =>
        caller.KeyHash is "" ? "this machine" : Digest(caller.Tenant, Encoding.UTF8.GetBytes(caller.KeyHash))[..16];

    private async Task<bool> HasGrownAsync(Tenant tenant, AuditHead head, CancellationToken cancellation) =>
        (await log.ReadHeadAsync(tenant, cancellation)).Entries > head.Entries;

    private byte[] Key(Tenant tenant) => master.Derive($"audit/{tenant.Name}");

    private static string Hash(byte[] key, string previous, string json) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{previous}\n{json}")));

    private static string Proof(byte[] key, long entries, string hash) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"head {entries} {hash}"))));

    private static AuditEntry? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, AuditJson.Default.AuditEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [JsonSerializable(typeof(AuditEntry))]
    private sealed partial class AuditJson : JsonSerializerContext;
}
