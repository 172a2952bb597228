using Qwen3Tts.ServiceDefaults.Security;

namespace Qwen3Tts.Cli.Fleet;

/// <summary>Which services a process hosts, and where they and the others are.</summary>
internal static class FleetSelection
{
    /// <summary>What is hosted and where it listens, workers first.</summary>
    public static IReadOnlyList<(FleetPart Part, Uri Listen)> Of(LocalFleetSettings settings, IConfiguration configuration)
    {
        var parts = FleetPart.Workers.Append(FleetPart.Gateway);
        if (settings.Services is [])
        {
            var scheme = Scheme(configuration);
            return [.. parts.Select(part => (part, part == FleetPart.Gateway ? settings.Listen : new Uri($"{scheme}://127.0.0.1:0")))];
        }

        return
        [
            .. from part in parts
               join service in settings.Services on part.Name equals service.Name
               select (part, service.Listen ?? (part == FleetPart.Gateway ? settings.Listen : new Uri($"{Scheme(configuration)}://127.0.0.1:{part.Port}"))),
        ];
    }

    /// <summary>Adds the workers of other processes behind those that are hosted here.</summary>
    public static void AddOthers(Dictionary<string, string?> configuration, ILookup<string, string> workers)
    {
        foreach (var part in FleetPart.Workers)
        {
            var first = configuration.ContainsKey($"{part.AddressesKey}:0") ? 1 : 0;
            foreach (var (index, address) in workers[part.Name].Index())
                configuration[$"{part.AddressesKey}:{first + index}"] = address;
        }
    }

    /// <summary>Where this machine reaches what listens there.</summary>
    public static Uri Reach(Uri listening) => listening.Host switch
    {
        "0.0.0.0" => new UriBuilder(listening) { Host = "127.0.0.1" }.Uri,
        "[::]" => new UriBuilder(listening) { Host = "[::1]" }.Uri,
        _ => listening,
    };

    private static string Scheme(IConfiguration configuration) =>
        configuration[$"{FleetTlsOptions.Section}:{nameof(FleetTlsOptions.CertificateFile)}"] is null or "" ? "http" : "https";
}
