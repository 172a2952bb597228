using Grpc.Core;
using Qwen3Tts.Gateway.Workers;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.Gateway.Grpc.Workers;

internal sealed class TokenGeneratorDescriber : IWorkerDescriber
{
    public WorkerService Service => WorkerService.TokenGenerator;

    public async Task<WorkerDescription> DescribeAsync(CallInvoker worker, CancellationToken cancellation)
    {
        var response = await new Rpc.TokenGenerator.TokenGeneratorClient(worker).DescribeAsync(
            new Rpc.DescribeTokenGeneratorRequest(), cancellationToken: cancellation);
        return new WorkerDescription(
            [
                .. response.Models.Select(model => new WorkerModel(
                    model.Model.Name, Generates: ModelMessages.Read(model.Model, (int)model.XVectorSize), Fingerprint: model.Fingerprint)),
            ],
            PlacesMessages.Read(response.Places));
    }
}
