using System.ComponentModel.DataAnnotations;
using Qwen3Tts.ServiceDefaults.Security;

namespace Qwen3Tts.ServiceDefaults.Settings;

/// <summary>Where settings come from besides the environment and the command line.</summary>
public sealed class SettingsOptions
{
    public const string Section = FleetOptions.Section;

    /// <summary>A JSON file of settings, which go before all others. Those of <see cref="LiveOptions{T}"/> are followed while the service runs. Empty: none.</summary>
    public string SettingsFile { get; set; } = "";

    /// <summary>How often it is read again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan SettingsPeriod { get; set; } = TimeSpan.FromSeconds(10);
}
