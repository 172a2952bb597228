using Grpc.Core;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>Asks the workers of one service what they serve.</summary>
internal interface IWorkerDescriber
{
    WorkerService Service { get; }

    /// <exception cref="RpcException">The worker is not there, or would not say.</exception>
    Task<WorkerDescription> DescribeAsync(CallInvoker worker, CancellationToken cancellation);
}
