using Grpc.Core;
using Grpc.Health.V1;
using Qwen3Tts.Gateway.Workers;

namespace Qwen3Tts.Gateway.Grpc.Workers;

/// <summary>By the workers' gRPC health service, which answers those who watch it before it stops.</summary>
internal sealed class WorkerHealth : IWorkerHealth
{
    public async Task<bool> LeavesAsync(CallInvoker worker)
    {
        var hasServed = false;
        try
        {
            using var watch = new Health.HealthClient(worker).Watch(new HealthCheckRequest());
            var status = HealthCheckResponse.Types.ServingStatus.Unknown;
            while (await watch.ResponseStream.MoveNext(CancellationToken.None))
            {
                status = watch.ResponseStream.Current.Status;
                if (hasServed && status is HealthCheckResponse.Types.ServingStatus.NotServing)
                    return true;
                hasServed |= status is HealthCheckResponse.Types.ServingStatus.Serving;
            }

            // A worker that is not ready yet goes on answering. One that stops just when it is asked first says the same, and ends the watch.
            return status is HealthCheckResponse.Types.ServingStatus.NotServing;
        }
        catch (Exception error) when (error is RpcException or ObjectDisposedException)
        {
            // It died, or we close the connection.
        }

        return false;
    }
}
