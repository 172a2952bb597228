using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Qwen3Tts.ServiceDefaults.Hosting;

/// <summary>Checks an options class by its annotations; every message begins with the setting as it is written in the configuration.</summary>
internal sealed class OptionsValidator<T>(string section) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var found = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), found, validateAllProperties: true)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(found.Select(Describe));
    }

    private string Describe(ValidationResult result) => result.ErrorMessage!.StartsWith(section + ":", StringComparison.Ordinal)
        ? result.ErrorMessage
        : $"{string.Join(", ", result.MemberNames.DefaultIfEmpty("*").Select(member => $"{section}:{member}"))}: {result.ErrorMessage}";
}
