using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.Gateway.Consent.Verification;

/// <summary>A transcription endpoint that speaks OpenAI's protocol.</summary>
public sealed class TranscriptionOptions : IValidatableObject
{
    public const string Section = "Transcription";

    /// <summary>Where recordings are posted, such as <c>http://whisper:8000/v1/audio/transcriptions</c>.</summary>
    public string Url { get; set; } = "";

    /// <summary>The model that it is asked for.</summary>
    [Required]
    public string Model { get; set; } = "whisper-1";

    /// <summary>Sent as a bearer token; empty sends none.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>How long one attempt may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts after the first.</summary>
    [Range(1, 10)]
    public int Retries { get; set; } = 2;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is not "" && !(Uri.TryCreate(Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            yield return new ValidationResult("is not of the form http://HOST:PORT/PATH.", [nameof(Url)]);
    }
}
