using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>Where the workers are.</summary>
public sealed class ServicesOptions : IValidatableObject
{
    public const string Section = "Services";

    /// <summary>
    /// Addresses of the TextFrontend's replicas, such as <c>http://127.0.0.1:5101</c>, or <c>dns:///NAME:PORT</c> for a replica at each
    /// address that the name has, looked up again each <see cref="DescribePeriod"/>. With mutual TLS <c>https://</c>, and the host, or the
    /// name, is what their certificates must name.
    /// </summary>
    public string[] TextFrontend { get; set; } = [];

    /// <summary>Addresses of the SpeakerEmbedding's replicas. None: this fleet clones no voices.</summary>
    public string[] SpeakerEmbedding { get; set; } = [];

    /// <summary>Addresses of the TokenGenerators: replicas, and those of several models.</summary>
    public string[] TokenGenerator { get; set; } = [];

    /// <summary>Addresses of the AcousticDecoder's replicas.</summary>
    public string[] AcousticDecoder { get; set; } = [];

    /// <summary>How often every worker is asked what it serves. One that is missing is also asked when a request needs it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan DescribePeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a worker may take to connect, and to say what it serves, before it counts as missing.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan DescribeTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How much more of its places a TokenGenerator or AcousticDecoder may have taken than another, as a share, and still get an utterance
    /// that begins like others it had: it keeps what they begin with. 0: only load decides.
    /// </summary>
    [Range(0.0, 1.0)]
    public double VoiceAffinity { get; set; } = 0.125;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Check(TextFrontend, nameof(TextFrontend), required: true)
            .Concat(Check(SpeakerEmbedding, nameof(SpeakerEmbedding), required: false))
            .Concat(Check(TokenGenerator, nameof(TokenGenerator), required: true))
            .Concat(Check(AcousticDecoder, nameof(AcousticDecoder), required: true));

    internal IEnumerable<WorkerAddress> Workers(WorkerService service) => Addresses(service)
        .Select(address => WorkerAddress.TryParse(address, out var parsed) ? parsed : throw new FormatException(address));

    internal string[] Addresses(WorkerService service) => service switch
    {
        WorkerService.TextFrontend => TextFrontend,
        WorkerService.SpeakerEmbedding => SpeakerEmbedding,
        WorkerService.TokenGenerator => TokenGenerator,
        _ => AcousticDecoder,
    };

    private static IEnumerable<ValidationResult> Check(string[] addresses, string name, bool required)
    {
        if (required && addresses.Length is 0)
            yield return new ValidationResult("needs at least one address, such as http://127.0.0.1:5101.", [name]);
        for (var i = 0; i < addresses.Length; i++)
        {
            if (!WorkerAddress.TryParse(addresses[i], out _))
                yield return new ValidationResult($"'{addresses[i]}' is not of the form http://HOST:PORT, https://HOST:PORT or dns:///NAME:PORT.", [$"{name}:{i}"]);
        }

        if (addresses.Distinct(StringComparer.OrdinalIgnoreCase).Count() < addresses.Length)
            yield return new ValidationResult("an address stands there more than once.", [name]);
    }
}
