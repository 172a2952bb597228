using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.ServiceDefaults.Security;

/// <summary>
/// Mutual TLS between the services: each proves with a certificate of the fleet's authority who it is. Without it calls between them
/// are plain text.
/// </summary>
public sealed class FleetTlsOptions : IValidatableObject
{
    public const string Section = $"{FleetOptions.Section}:Tls";

    /// <summary>
    /// This service's certificate in PEM, those between it and the authority behind it. Its subject alternative names hold the name that the
    /// Gateway calls it by. It serves for both ends of a call: extended key usage, where it has one, names server and client.
    /// </summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>Its private key in PEM, not encrypted.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>The authorities in PEM whose certificates are believed, and no others; while one takes the place of another, both.</summary>
    public string AuthorityFile { get; set; } = "";

    /// <summary>How often the files are read again. What has changed serves new connections, those that are open stay.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ReloadPeriod { get; set; } = TimeSpan.FromSeconds(10);

    internal bool IsOn => CertificateFile is not "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        (string Value, string Name)[] files =
            [(CertificateFile, nameof(CertificateFile)), (KeyFile, nameof(KeyFile)), (AuthorityFile, nameof(AuthorityFile))];
        return files.All(file => file.Value is "")
            ? []
            : files.Where(file => file.Value is "").Select(
                file => new ValidationResult("TLS between services needs all three: certificate, key and authority.", [file.Name]));
    }
}
