using System.ComponentModel.DataAnnotations;
using Qwen3Tts.ServiceDefaults.Security;

namespace Qwen3Tts.ServiceDefaults.Hosting;

/// <summary>Where a service listens besides the host's <c>urls</c>.</summary>
public sealed class ListenerOptions : IValidatableObject
{
    public const string Section = FleetOptions.Section;

    /// <summary>
    /// An address that speaks HTTP/1, for <c>/metrics</c>, <c>/healthz</c> and <c>/livez</c>, such as <c>http://0.0.0.0:9464</c>: without TLS
    /// the <c>urls</c> speak only HTTP/2. Empty: none.
    /// </summary>
    public string MetricsUrl { get; set; } = "";

    /// <summary>
    /// The same for callers, such as <c>http://0.0.0.0:8080</c>, or <c>https</c> with the Gateway's certificate: its methods as JSON over
    /// HTTP/1, and <c>/healthz</c>. Empty: none.
    /// </summary>
    public string RestUrl { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (url, name) in new[] { (MetricsUrl, nameof(MetricsUrl)), (RestUrl, nameof(RestUrl)) })
        {
            // Probes and scrapers come without a certificate, and nothing secret is there.
            if (url is not "" && !(Http1Listeners.TryParse(url, out var address) && (name is nameof(RestUrl) || address.Scheme is "http")))
                yield return new ValidationResult($"'{url}' is not of the form http://HOST:PORT.", [name]);
        }
    }
}
