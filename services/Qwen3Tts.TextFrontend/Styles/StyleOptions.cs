using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.TextFrontend.Styles;

/// <summary>Styles of the operator's, besides those that are built in.</summary>
public sealed class StyleOptions : IValidatableObject
{
    public const string Section = "Styles";

    /// <summary>Each takes the place of a built-in one of its name.</summary>
    public StylePreset[] Presets { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Presets.Length; i++)
        {
            var found = new List<ValidationResult>();
            Validator.TryValidateObject(Presets[i], new ValidationContext(Presets[i]), found, validateAllProperties: true);
            foreach (var result in found)
                yield return new ValidationResult($"{Section}:{nameof(Presets)}:{i}: {result.ErrorMessage}", [nameof(Presets)]);
        }
    }
}
