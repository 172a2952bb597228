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
internal sealed record FleetPart(
    string Name, string? AddressesKey, Func<WebApplicationBuilder, WebApplicationBuilder> Add, Func<WebApplication, WebApplication> Map)
{
    public static IReadOnlyList<FleetPart> Workers { get; } =
    [
        new("text-frontend", "Services:TextFrontend", b => b.AddWorkerSecurity().AddTextFrontend(), a => a.MapTextFrontend()),
        new("speaker-embedding", "Services:SpeakerEmbedding", b => b.AddWorkerSecurity().AddSpeakerEmbedding(), a => a.MapSpeakerEmbedding()),
        new("token-generator", "Services:TokenGenerator", b => b.AddWorkerSecurity().AddTokenGenerator(), a => a.MapTokenGenerator()),
        new("acoustic-decoder", "Services:AcousticDecoder", b => b.AddWorkerSecurity().AddAcousticDecoder(), a => a.MapAcousticDecoder()),
    ];

    public static FleetPart Gateway { get; } = new("gateway", null, b => b.AddGateway(), a => a.MapGateway());
}
