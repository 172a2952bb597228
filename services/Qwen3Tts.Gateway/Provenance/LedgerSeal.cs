using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Gateway.Output;

namespace Qwen3Tts.Gateway.Provenance;

/// <summary>
/// Writes entries so that one that was made up, changed or put under another payload is known: each has an HMAC-SHA256 by a key that
/// follows from the watermark's. That an entry was taken away is not known.
/// </summary>
internal sealed partial class LedgerSeal
{
    private const int Digits = 2 * HMACSHA256.HashSizeInBytes;

    private readonly byte[] _entries = new byte[HMACSHA256.HashSizeInBytes];
    private readonly byte[] _texts = new byte[HMACSHA256.HashSizeInBytes];

    public LedgerSeal(IOptions<WatermarkOptions> options)
    {
        if (!options.Value.Enabled)
            return;
        var key = WatermarkKey.Parse(options.Value.Key);
        key.Derive("ledger", _entries);
        key.Derive("ledger-text", _texts);
    }

    /// <returns>One line.</returns>
    public string Close(LedgerEntry entry)
    {
        var json = JsonSerializer.Serialize(entry, LedgerJson.Default.LedgerEntry);
        return $"{Mac(json)} {json}";
    }

    /// <returns>Null where it is not what was written under <paramref name="payload"/>.</returns>
    public LedgerEntry? Open(string payload, string line)
    {
        if (line.Length <= Digits || line[Digits] is not ' ')
            return null;
        var json = line[(Digits + 1)..];
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Mac(json)), Encoding.ASCII.GetBytes(line[..Digits])))
            return null;
        return JsonSerializer.Deserialize(json, LedgerJson.Default.LedgerEntry) is { } entry && entry.Payload == payload ? entry : null;
    }

    /// <summary>A digest to which a text's pieces are added.</summary>
    public IncrementalHash DigestText() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _texts);

    private string Mac(string json) => Convert.ToHexStringLower(HMACSHA256.HashData(_entries, Encoding.UTF8.GetBytes(json)));

    [JsonSerializable(typeof(LedgerEntry))]
    private sealed partial class LedgerJson : JsonSerializerContext;
}
