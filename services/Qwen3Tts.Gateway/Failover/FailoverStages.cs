using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;

namespace Qwen3Tts.Gateway.Failover;

/// <summary>Streams that outlive their workers: what was sent is kept, and sent again to the next worker with what has been made of it.</summary>
/// <param name="workers">Opens a stream to one worker.</param>
internal sealed class FailoverStages(IStages workers, FailoverPolicy policy) : IStages
{
    public async ValueTask<ITokenizing> OpenTokenizingAsync(Utterance utterance, CallLimits limits) =>
        new FailoverTokenizing(workers, utterance, limits, policy, await workers.OpenTokenizingAsync(utterance, limits));

    public async ValueTask<IGenerating> OpenGeneratingAsync(Utterance utterance, CallLimits limits, bool goesOn = false) =>
        new FailoverGenerating(workers, utterance, limits, policy, await workers.OpenGeneratingAsync(utterance, limits, goesOn));

    public IGenerating? OpenBeside(IGenerating first, Utterance utterance, CallLimits limits) => workers.OpenBeside(first, utterance, limits);

    public async ValueTask<IDecoding> OpenDecodingAsync(Utterance utterance, CallLimits limits, bool goesOn = false) =>
        new FailoverDecoding(workers, utterance, limits, policy, await workers.OpenDecodingAsync(utterance, limits, goesOn));
}
