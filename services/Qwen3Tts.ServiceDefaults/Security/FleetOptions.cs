using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.ServiceDefaults.Security;

/// <summary>What the services of one fleet share.</summary>
public sealed class FleetOptions
{
    public const string Section = "Fleet";

    /// <summary>The secret by which workers know the Gateway: the same in every service of the fleet.</summary>
    [Required(ErrorMessage = "set the secret that the services of this fleet share, at least 16 characters.")]
    [MinLength(16, ErrorMessage = "the shared secret must have at least 16 characters.")]
    public string Credential { get; set; } = "";
}
