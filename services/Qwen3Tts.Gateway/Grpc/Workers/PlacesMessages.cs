using Qwen3Tts.Gateway.Workers;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.Gateway.Grpc.Workers;

internal static class PlacesMessages
{
    public static WorkerPlaces? Read(Rpc.Places? places) => places is { Total: > 0 } ? new WorkerPlaces((int)places.Total, (int)places.Taken) : null;
}
