using Grpc.Core;

namespace Qwen3Tts.ServiceDefaults.Hosting;

/// <summary>
/// What the Gateway says of a call that goes on with what another worker had begun: who is being heard comes before who is new, and is let in
/// where they are refused.
/// </summary>
public static class GoingOn
{
    private const string Key = "qwen3tts-goes-on";

    /// <summary>Headers that say it.</summary>
    public static Metadata Headers() => new() { { Key, "1" } };

    public static bool IsSaid(ServerCallContext context) => context.RequestHeaders.Get(Key) is not null;
}
