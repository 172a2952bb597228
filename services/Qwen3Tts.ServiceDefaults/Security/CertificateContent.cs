namespace Qwen3Tts.ServiceDefaults.Security;

/// <summary>What stands in a certificate's files, in PEM. Compared by content: Kubernetes changes files by turning a link round, which tells nothing else.</summary>
internal sealed record CertificateContent(string Certificate, string Key, string? Authority);
