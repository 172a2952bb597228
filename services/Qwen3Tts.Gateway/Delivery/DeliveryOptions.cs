using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.Gateway.Delivery;

/// <summary>How far audio is sent ahead of its playback.</summary>
public sealed class DeliveryOptions
{
    public const string Section = "Delivery";

    /// <summary>
    /// Seconds that audio for playback is ahead at most; 0 sends all as fast as it is made. Audio for a file is sent as fast as it is
    /// made once so much of it has been found good.
    /// </summary>
    [Range(0, 3600)]
    public double Lead { get; set; } = 3;
}
