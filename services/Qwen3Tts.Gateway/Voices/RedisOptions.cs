using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>Where voices are kept.</summary>
public sealed class RedisOptions : IValidatableObject
{
    public const string Section = "Redis";

    /// <summary>StackExchange.Redis's connection string, such as <c>redis:6379,password=…</c>. Empty: voices live in memory.</summary>
    public string Connection { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Connection is "")
            yield break;

        string? problem = null;
        try
        {
            if (ConfigurationOptions.Parse(Connection).EndPoints.Count is 0)
                problem = "names no HOST:PORT.";
        }
        catch (ArgumentException)
        {
            // Its message may show the password.
            problem = "is not a connection string of StackExchange.Redis, such as redis:6379.";
        }

        if (problem is not null)
            yield return new ValidationResult(problem, [nameof(Connection)]);
    }
}
