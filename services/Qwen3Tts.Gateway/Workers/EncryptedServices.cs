using Microsoft.Extensions.Options;
using Qwen3Tts.ServiceDefaults.Security;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>Refuses addresses in plain text where calls between services are to be encrypted.</summary>
internal sealed class EncryptedServices(FleetTls tls) : IValidateOptions<ServicesOptions>
{
    public ValidateOptionsResult Validate(string? name, ServicesOptions options)
    {
        string[] plain = tls.IsOn
            ?
            [
                .. from service in Enum.GetValues<WorkerService>()
                   from address in options.Addresses(service)
                   where WorkerAddress.TryParse(address, out var parsed) && parsed.IsPlain
                   select $"{ServicesOptions.Section}:{service}: '{address}' is plain text, but {FleetTlsOptions.Section} is set; write https://.",
            ]
            : [];
        return plain.Length is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(plain);
    }
}
