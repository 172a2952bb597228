using System.Security.Cryptography;
using System.Text;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>Which embedding of a clip.</summary>
/// <param name="Family">The models that it serves.</param>
/// <param name="WithCodes">Whether it has the clip's codec frames, for in-context cloning.</param>
/// <param name="Revision">Of the encoder's code and of the preparation before it, with its settings.</param>
internal readonly record struct EmbeddingKey(string Family, bool WithCodes, string Revision = "")
{
    /// <summary>
    /// The content address: the same for the same clip, transcript and encoder. Without knowing how the tenant's clips are digested
    /// nobody can tell from it which clip it is of.
    /// </summary>
    /// <param name="clipDigest">The clip's, keyed per tenant.</param>
    /// <param name="transcript">Preparation cuts a clip with a transcript otherwise than one without, and reports of its words.</param>
    /// <param name="compareHalves">Whether the report that comes with it compares the clip's halves.</param>
    public string Address(string clipDigest, string transcript, bool compareHalves = false)
    {
        // Lengths first, so that no two sets of parts run together to the same text.
        var text = new StringBuilder();
        foreach (var part in (ReadOnlySpan<string>)[clipDigest, transcript, Family, WithCodes ? "codes" : "", Revision, compareHalves ? "halves" : ""])
            text.Append(part.Length).Append(':').Append(part);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 20));
    }

    public override string ToString() => $"{(WithCodes ? "x-vector+codes" : "x-vector")}:{Family}:{Revision}";
}
