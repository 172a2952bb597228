using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.ServiceDefaults.Draining;

/// <summary>How a service stops.</summary>
public sealed class DrainingOptions
{
    public const string Section = "Draining";

    /// <summary>How long running calls may go on after the service was told to stop. Longer ones are cut off.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(30);
}
