using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Qwen3Tts.ServiceDefaults.Security;

/// <summary>A certificate as connections use it, with those between it and its authority, and whom it believes.</summary>
internal sealed record CertificateState(X509Certificate2 Leaf, SslStreamCertificateContext Context, X509Certificate2Collection Authorities)
{
    public static CertificateState Create(X509Certificate2 leaf, X509Certificate2Collection chain, X509Certificate2Collection authorities)
    {
        // Windows takes no key for TLS that was never in a store.
        var usable = OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null) : leaf;
        return new CertificateState(usable, SslStreamCertificateContext.Create(usable, [.. chain.Skip(1)], offline: true), authorities);
    }

    /// <summary>A policy that believes these authorities alone; a new one for each connection, which changes it.</summary>
    public X509ChainPolicy Trust()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(Authorities);
        return policy;
    }
}
