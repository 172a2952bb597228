using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.Gateway.Consent.Terms;

/// <summary>What who clones a voice must accept.</summary>
public sealed class TermsOptions : IValidatableObject
{
    public const string Section = "Terms";

    /// <summary>The operator's name for the text, such as a date. Empty: there are no terms.</summary>
    [MaxLength(100)]
    public string Version { get; set; } = "";

    /// <summary>The file with the text, UTF-8.</summary>
    public string File { get; set; } = "";

    /// <summary>What becomes of voices that were made under another text or version.</summary>
    public SupersededTerms Superseded { get; set; } = SupersededTerms.Flag;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Version is "" != File is "")
            yield return new ValidationResult($"needs {Section}:{(Version is "" ? nameof(Version) : nameof(File))} with it.", [Version is "" ? nameof(File) : nameof(Version)]);
        else if (File is not "" && !(System.IO.File.Exists(File) && new FileInfo(File).Length is > 0 and <= OperatorTerms.MaxBytes))
            yield return new ValidationResult($"'{File}' is no file of 1 to {OperatorTerms.MaxBytes} bytes.", [nameof(File)]);
    }
}
