using System.CommandLine;

namespace Qwen3Tts.Cli.Commands;

/// <summary>Bounds of an option's value, refused with the option's name.</summary>
internal static class OptionRules
{
    /// <param name="rule">What goes behind the option's name and value, such as "must be above 0".</param>
    public static void Require<T>(this Option<T> option, Func<T, bool> holds, string rule) => option.Validators.Add(result =>
    {
        if (result.Errors.Any() || result.GetValueOrDefault<T>() is not { } value || holds(value))
            return;
        result.AddError(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{option.Name} {value} {rule}."));
    });

    /// <summary>Refuses a file that could not be written after a long run.</summary>
    public static void RequireFolder(this Option<string?> option) => option.Validators.Add(result =>
    {
        if (result.Errors.Any() || result.GetValueOrDefault<string?>() is not { } path)
            return;
        if (Directory.Exists(path))
            result.AddError($"{option.Name} '{path}' is a folder; name a file in it.");
        else if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            result.AddError($"The folder of {option.Name} '{path}' does not exist; make it first.");
    });
}
