namespace Qwen3Tts.Gateway.Tenants;

/// <summary>A key that is known, without the key.</summary>
public sealed class ApiKeyHash
{
    /// <summary>Whom calls with the key are served for.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>SHA-256 of the key's UTF-8 bytes, in hexadecimal digits.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>Whether its holder may clone on their own word that they have the person's consent. Each use is recorded.</summary>
    public bool Attested { get; set; }

    /// <summary>Whether its holder is an operator: decides on consents, blocks voices and verifies the audit trail, of every tenant.</summary>
    public bool Operator { get; set; }
}
