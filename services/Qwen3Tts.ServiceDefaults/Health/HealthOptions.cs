using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.ServiceDefaults.Health;

/// <summary>When a service that answers counts as dead all the same.</summary>
public sealed class HealthOptions
{
    public const string Section = "Health";

    /// <summary>
    /// How long one run of the networks may take before the device counts as stuck. A processor may need a minute for the longest reference
    /// clip; a GPU needs a second.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RunLimit { get; set; } = TimeSpan.FromMinutes(2);
}
