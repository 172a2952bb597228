using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Gateway.Models;

/// <summary>What the fleet serves now, from what its workers said.</summary>
internal sealed class ModelRegistry(WorkerFleet fleet)
{
    /// <summary>Asks the workers that are missing first, so that what has just started is known.</summary>
    /// <exception cref="SpeechException">Unavailable: no token generator has said what it serves.</exception>
    public async Task<ModelCatalog> AskAsync(CancellationToken cancellation)
    {
        if (!fleet.IsKnown)
            await fleet.AskMissingAsync().WaitAsync(cancellation);
        return Current();
    }

    /// <summary>
    /// Looks for an answer in what is known. Where that fails and a worker was never heard of, it is asked, and the answer
    /// looked for again.
    /// </summary>
    /// <exception cref="SpeechException">What <paramref name="look"/> throws, or that no token generator is there.</exception>
    public async Task<T> LookAsync<T>(Func<ModelCatalog, Task<T>> look, CancellationToken cancellation)
    {
        var known = fleet.IsKnown;
        try
        {
            return await look(Current());
        }
        catch (SpeechException) when (!known)
        {
        }

        await fleet.AskMissingAsync().WaitAsync(cancellation);
        return await look(Current());
    }

    private ModelCatalog Current()
    {
        if (fleet[WorkerService.TokenGenerator].WhyUnknown is { } reason)
            throw reason;
        List<ModelDescription> models = [.. fleet[WorkerService.TokenGenerator].Models.Select(model => model.Generates).OfType<ModelDescription>()];
        if (models.Count is 0)
            throw SpeechException.Unavailable($"The service '{WorkerService.TokenGenerator.Name()}' serves no model.");
        return new ModelCatalog(
            models,
            fleet[WorkerService.SpeakerEmbedding].Models.Select(model => model.Encodes).OfType<SpeakerEncoder>(),
            fleet[WorkerService.SpeakerEmbedding].WhyUnknown);
    }
}
