using System.ComponentModel.DataAnnotations;
using Qwen3Tts.ServiceDefaults.Security;

namespace Qwen3Tts.ServiceDefaults.Hosting;

/// <summary>Where a service listens besides the host's <c>urls</c>.</summary>
public sealed class ListenerOptions : IValidatableObject
{
    public const string Section = FleetOptions.Section;

    /// <summary>
    /// An address that speaks HTTP/1, for <c>/metrics</c> and <c>/healthz</c>, such as <c>http://0.0.0.0:9464</c>: without TLS
    /// the <c>urls</c> speak only HTTP/2. Empty: none.
    /// </summary>
    public string MetricsUrl { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MetricsUrl is not "" && !MetricsListener.TryParse(MetricsUrl, out _))
            yield return new ValidationResult($"'{MetricsUrl}' is not of the form http://HOST:PORT.", [nameof(MetricsUrl)]);
    }
}
