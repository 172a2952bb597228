using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Qwen3Tts.ServiceDefaults.Security;

/// <summary>Mutual TLS with the fleet's authority, both ends: what a worker listens with, and what its caller dials with.</summary>
public sealed partial class FleetTls : IListenerTls, IDisposable
{
    private readonly ILogger<FleetTls> _logger;

    /// <exception cref="OptionsValidationException">The certificate's files cannot be used.</exception>
    public FleetTls(IOptions<FleetTlsOptions> options, TimeProvider time, ILogger<FleetTls> logger, ILogger<RotatingCertificate> renewal)
    {
        _logger = logger;
        var tls = options.Value;
        if (tls.IsOn)
            Certificate = new(new(FleetTlsOptions.Section, tls.CertificateFile, tls.KeyFile, tls.AuthorityFile), tls.ReloadPeriod, time, renewal);
    }

    public bool IsOn => Certificate is not null;

    /// <summary>Null where there is none.</summary>
    internal RotatingCertificate? Certificate { get; }

    public string PlainTextNotice =>
        $"Whoever can read this network reads what the fleet's services say to each other; {FleetTlsOptions.Section} and an https:// address encrypt it.";

    /// <summary>Callers must show a certificate of the authority's.</summary>
    public void Configure(HttpsConnectionAdapterOptions https)
    {
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = IsBelieved;
        Certificate!.Serve(https);
    }

    /// <summary>How to dial a worker that must be <paramref name="name"/> by its certificate; called where <see cref="IsOn"/>.</summary>
    public SslClientAuthenticationOptions To(string name)
    {
        var current = Certificate!.Current;
        return new SslClientAuthenticationOptions
        {
            TargetHost = name,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            ClientCertificateContext = current.Context,
            CertificateChainPolicy = current.Trust(),
            AllowTlsResume = false,
        };
    }

    public void Dispose() => Certificate?.Dispose();

    private bool IsBelieved(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors is SslPolicyErrors.None)
            return true;
        var reasons = chain?.ChainStatus.Select(status => status.Status) ?? [];
        LogRefused(certificate.SerialNumber, $"{errors} ({string.Join(", ", reasons)})");
        return false;
    }

    [LoggerMessage(22, LogLevel.Warning, "A caller was refused, its certificate {Serial} is not believed: {Reason}.")]
    private partial void LogRefused(string serial, string reason);
}
