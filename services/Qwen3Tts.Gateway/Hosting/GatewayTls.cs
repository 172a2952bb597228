using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using Qwen3Tts.ServiceDefaults.Security;

namespace Qwen3Tts.Gateway.Hosting;

/// <summary>TLS with the certificate that is meant for callers.</summary>
internal sealed class GatewayTls : IListenerTls, IDisposable
{
    private readonly RotatingCertificate? _certificate;

    public GatewayTls(IOptions<GatewayTlsOptions> options, TimeProvider time, ILogger<RotatingCertificate> logger)
    {
        var tls = options.Value;
        if (tls.IsOn)
            _certificate = new(new(GatewayTlsOptions.Section, tls.CertificateFile, tls.KeyFile, null), tls.ReloadPeriod, time, logger);
    }

    public bool IsOn => _certificate is not null;

    public string PlainTextNotice =>
        $"Texts, clips and API keys can be read on their way unless a proxy before it speaks TLS; {GatewayTlsOptions.Section} and an https:// address encrypt them.";

    public void Configure(HttpsConnectionAdapterOptions https) => _certificate!.Serve(https);

    public void Dispose() => _certificate?.Dispose();
}
