using Grpc.Core;
using Qwen3Tts.Gateway.Workers;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.Gateway.Grpc.Workers;

internal sealed class AcousticDecoderDescriber : IWorkerDescriber
{
    public WorkerService Service => WorkerService.AcousticDecoder;

    public async Task<WorkerDescription> DescribeAsync(CallInvoker worker, CancellationToken cancellation)
    {
        var response = await new Rpc.AcousticDecoder.AcousticDecoderClient(worker).DescribeAsync(
            new Rpc.DescribeAcousticDecoderRequest(), cancellationToken: cancellation);
        return new WorkerDescription([.. response.Models.Select(model => new WorkerModel(model.Model))], PlacesMessages.Read(response.Places));
    }
}
