namespace Qwen3Tts.ServiceDefaults.Hosting;

/// <summary>Which service of the fleet this host is.</summary>
/// <param name="Name">As callers, errors and traces know it, for example <c>token-generator</c>.</param>
public sealed record ServiceIdentity(string Name);
