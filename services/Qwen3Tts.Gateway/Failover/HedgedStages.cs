using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;

namespace Qwen3Tts.Gateway.Failover;

/// <summary>Streams to the workers, where a first frame that is late is asked for twice.</summary>
internal sealed class HedgedStages(IStages workers, HedgePolicy policy) : IStages
{
    public ValueTask<ITokenizing> OpenTokenizingAsync(Utterance utterance, CallLimits limits) => workers.OpenTokenizingAsync(utterance, limits);

    public async ValueTask<IGenerating> OpenGeneratingAsync(Utterance utterance, CallLimits limits, bool goesOn = false)
    {
        var first = await workers.OpenGeneratingAsync(utterance, limits, goesOn);
        if (!policy.IsOn)
            return first;
        policy.Begin();
        return new HedgedGenerating(workers, utterance, limits, policy, first);
    }

    public IGenerating? OpenBeside(IGenerating first, Utterance utterance, CallLimits limits) => workers.OpenBeside(first, utterance, limits);

    public ValueTask<IDecoding> OpenDecodingAsync(Utterance utterance, CallLimits limits, bool goesOn = false) =>
        workers.OpenDecodingAsync(utterance, limits, goesOn);
}
