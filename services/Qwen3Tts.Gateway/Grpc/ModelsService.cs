using Grpc.Core;
using Qwen3Tts.Gateway.Models;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>What this fleet serves.</summary>
internal sealed class ModelsService(Callers callers, ModelRegistry registry) : Wire.Models.ModelsBase
{
    public override async Task<Wire.ListModelsResponse> ListModels(Wire.ListModelsRequest request, ServerCallContext context)
    {
        callers.TenantOf(context);
        var models = await registry.AskAsync(context.CancellationToken);
        return new Wire.ListModelsResponse { Models = { models.Models.Select(ModelMessages.Write) } };
    }
}
