using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Qwen3Tts.UnitTests.ServiceDefaults.Security;

/// <summary>An authority that signs whatever a test wants.</summary>
internal sealed class TestAuthority : IDisposable
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _own;

    public TestAuthority(string name = "authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _own = request.CreateSelfSigned(Now.AddDays(-10), Now.AddDays(10));
    }

    public string Pem => _own.ExportCertificatePem();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A certificate for both ends of a call, and its key, in PEM.</summary>
    /// <param name="hosts">DNS names and addresses.</param>
    public (string Certificate, string Key) Issue(string[] hosts, TimeSpan? validFor = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={hosts[0]}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(ServerUsage), new(ClientUsage)], false));
        using var signed = request.Create(_own, Now.AddDays(-2), Now + (validFor ?? TimeSpan.FromDays(2)), RandomNumberGenerator.GetBytes(16));
        return (signed.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Writes a new certificate, and this authority, where <see cref="Settings"/> says they are.</summary>
    public void Write(ScratchFolder folder, string service, params string[] hosts)
    {
        var (certificate, key) = Issue(hosts);
        File.WriteAllText(folder[$"{service}.crt"], certificate);
        File.WriteAllText(folder[$"{service}.key"], key);
        File.WriteAllText(folder["authority.crt"], Pem);
    }

    public static (string Key, string Value)[] Settings(ScratchFolder folder, string service) =>
    [
        ("Fleet:Tls:CertificateFile", folder[$"{service}.crt"]),
        ("Fleet:Tls:KeyFile", folder[$"{service}.key"]),
        ("Fleet:Tls:AuthorityFile", folder["authority.crt"]),
        // Tests read the files themselves when they have changed them.
        ("Fleet:Tls:ReloadPeriod", "01:00:00"),
    ];

    public void Dispose() => _own.Dispose();
}
