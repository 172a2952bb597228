namespace Qwen3Tts.Gateway.Tenants;

/// <summary>Whom a request is served for. What one tenant registers no other sees.</summary>
/// <param name="Name">1 to 64 letters, digits, '-' or '_', so that it can stand in a key.</param>
internal sealed record Tenant(string Name)
{
    /// <summary>Who calls from this machine without a key.</summary>
    public static Tenant Local { get; } = new("local");

    /// <summary>Nobody is served for it: what is the operator's own, such as the trail of blocked voices, stands under its name.</summary>
    public static Tenant Operator { get; } = new("_operator");
}
