using System.Diagnostics.CodeAnalysis;
using Qwen3Tts.AcousticDecoder.Hosting;
using Qwen3Tts.Gateway.Hosting;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.SpeakerEmbedding.Hosting;
using Qwen3Tts.TextFrontend.Hosting;
using Qwen3Tts.TokenGenerator.Hosting;

namespace Qwen3Tts.Cli.Fleet;

/// <summary>One service of the fleet, built as its own executable builds it.</summary>
/// <param name="Name">As errors and traces know it.</param>
/// <param name="AddressesKey">The Gateway's setting for where it listens; null for the Gateway.</param>
/// <param name="Port">Where it listens on loopback, if nothing else is said, for a fleet in several processes.</param>
internal sealed record FleetPart(
    string Name, string? AddressesKey, int Port, Func<WebApplicationBuilder, WebApplicationBuilder> Add, Func<WebApplication, WebApplication> Map)
{
    public static IReadOnlyList<FleetPart> Workers { get; } =
    [
        new("text-frontend", "Services:TextFrontend", 5101, b => b.AddWorkerSecurity().AddTextFrontend(), a => a.MapTextFrontend()),
        new("speaker-embedding", "Services:SpeakerEmbedding", 5102, b => b.AddWorkerSecurity().AddSpeakerEmbedding(), a => a.MapSpeakerEmbedding()),
        new("token-generator", "Services:TokenGenerator", 5103, b => b.AddWorkerSecurity().AddTokenGenerator(), a => a.MapTokenGenerator()),
        new("acoustic-decoder", "Services:AcousticDecoder", 5104, b => b.AddWorkerSecurity().AddAcousticDecoder(), a => a.MapAcousticDecoder()),
    ];

    public static FleetPart Gateway { get; } = new("gateway", null, 5100, b => b.AddGateway(), a => a.MapGateway());

    /// <summary>All names, for errors.</summary>
    public static string Names { get; } = string.Join(", ", Workers.Prepend(Gateway).Select(part => part.Name));

    /// <param name="name">A service's name, or the last word of it, such as <c>generator</c>.</param>
    public static bool TryFind(string name, [NotNullWhen(true)] out FleetPart? part) =>
        (part = Workers.Prepend(Gateway).SingleOrDefault(one => name is not "" && (one.Name == name || one.Name.Split('-')[^1] == name))) is not null;
}
