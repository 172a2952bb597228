namespace Qwen3Tts.Gateway.Tenants;

/// <summary>What a connection says about its caller.</summary>
/// <param name="ApiKey">The key that the call carries; null for none.</param>
/// <param name="IsLoopback">Whether the connection comes from this machine.</param>
internal readonly record struct CallerCredentials(string? ApiKey, bool IsLoopback);
