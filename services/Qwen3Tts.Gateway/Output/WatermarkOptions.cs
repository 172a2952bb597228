using System.ComponentModel.DataAnnotations;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Output;

/// <summary>The inaudible mark on everything that is spoken.</summary>
public sealed class WatermarkOptions : IValidatableObject
{
    public const string Section = "Watermark";

    /// <summary>Whether speech is marked. Where it is not, every answer says so.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The secret, in hexadecimal, the same for every replica: who has it can find marks, and make and remove them.</summary>
    public string Key { get; set; } = "";

    /// <summary>Which operator the marks name, where several share a key.</summary>
    [Range(0, WatermarkPayload.MaxOperator)]
    public int Operator { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Enabled && Key is "")
        {
            yield return new ValidationResult(
                $"needs 32 to 128 hexadecimal digits, the same for every replica (openssl rand -hex 32), or {Section}:{nameof(Enabled)}=false to leave speech unmarked.",
                [nameof(Key)]);
        }

        if (Key is not "" && !IsKey(Key))
            yield return new ValidationResult("must be 32 to 128 hexadecimal digits, two a byte (openssl rand -hex 32).", [nameof(Key)]);
    }

    private static bool IsKey(string key)
    {
        try
        {
            return WatermarkKey.Parse(key) is not null;
        }
        catch (SpeechException)
        {
            return false;
        }
    }
}
