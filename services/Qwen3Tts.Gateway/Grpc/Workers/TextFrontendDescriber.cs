using Grpc.Core;
using Qwen3Tts.Gateway.Workers;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.Gateway.Grpc.Workers;

internal sealed class TextFrontendDescriber : IWorkerDescriber
{
    public WorkerService Service => WorkerService.TextFrontend;

    public async Task<WorkerDescription> DescribeAsync(CallInvoker worker, CancellationToken cancellation)
    {
        var response = await new Rpc.TextFrontend.TextFrontendClient(worker).DescribeAsync(
            new Rpc.DescribeTextFrontendRequest(), cancellationToken: cancellation);
        return new WorkerDescription([.. response.Models.Select(model => new WorkerModel(model))]);
    }
}
