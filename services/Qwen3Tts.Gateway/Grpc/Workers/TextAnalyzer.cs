using Grpc.Core;
using Qwen3Tts.Gateway.Failover;
using Qwen3Tts.Gateway.Workers;
using Rpc = Qwen3Tts.Internal.V1;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc.Workers;

/// <summary>Has texts analysed by the TextFrontend workers, all of which read alike.</summary>
internal sealed class TextAnalyzer(WorkerFleet fleet, FailoverPolicy policy)
{
    public Task<Wire.AnalyzeResponse> AnalyzeAsync(string model, Wire.AnalyzeRequest request, CancellationToken cancellation) => policy.CallAsync(
        fleet[WorkerService.TextFrontend], model, (lease, stop) => AnalyzeAsync(lease, request, stop), cancellation);

    private static async Task<Wire.AnalyzeResponse> AnalyzeAsync(WorkerLease lease, Wire.AnalyzeRequest request, CancellationToken cancellation)
    {
        try
        {
            return await new Rpc.TextFrontend.TextFrontendClient(lease.Invoker).AnalyzeAsync(request, cancellationToken: cancellation);
        }
        catch (RpcException error)
        {
            cancellation.ThrowIfCancellationRequested();
            throw lease.Translate(error);
        }
    }
}
