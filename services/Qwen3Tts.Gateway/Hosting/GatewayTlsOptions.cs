using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.Gateway.Hosting;

/// <summary>TLS for the Gateway's callers, at those of its addresses that begin with <c>https://</c>. They show no certificate.</summary>
public sealed class GatewayTlsOptions : IValidatableObject
{
    public const string Section = "Gateway:Tls";

    /// <summary>The certificate that callers see, in PEM, those between it and its authority behind it.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>Its private key in PEM, not encrypted.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>How often the files are read again. What has changed serves new connections, those that are open stay.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ReloadPeriod { get; set; } = TimeSpan.FromSeconds(10);

    internal bool IsOn => CertificateFile is not "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CertificateFile is "" != KeyFile is "")
        {
            yield return new ValidationResult(
                "TLS needs both: certificate and key.", [CertificateFile is "" ? nameof(CertificateFile) : nameof(KeyFile)]);
        }
    }
}
