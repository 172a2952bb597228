namespace Qwen3Tts.Gateway.Tenants;

/// <summary>A key that is known, without the key.</summary>
public sealed class ApiKeyHash
{
    /// <summary>Whom calls with the key are served for.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>SHA-256 of the key's UTF-8 bytes, in hexadecimal digits.</summary>
    public string Sha256 { get; set; } = "";
}
