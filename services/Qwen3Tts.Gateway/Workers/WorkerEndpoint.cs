namespace Qwen3Tts.Gateway.Workers;

/// <summary>Where one worker is.</summary>
/// <param name="Address">What is dialled.</param>
/// <param name="Name">The host that its certificate must name: that of the settings, whichever address it was found at.</param>
internal sealed record WorkerEndpoint(Uri Address, string Name)
{
    public WorkerEndpoint(Uri address)
        : this(address, address.IdnHost)
    {
    }
}
