using Grpc.Core;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.ServiceDefaults.Hosting;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.Gateway.Grpc.Workers;

/// <summary>Opens an utterance's calls to the workers.</summary>
internal sealed class WorkerStages(WorkerFleet fleet) : IStages
{
    public async ValueTask<ITokenizing> OpenTokenizingAsync(Utterance utterance, CallLimits limits)
    {
        var lease = await fleet[WorkerService.TextFrontend].LeaseAsync(utterance.Model.Name, limits.Cancellation);
        return new TokenizeStream(utterance, Open(lease, limits, new Rpc.TextFrontend.TextFrontendClient(lease.Invoker).Tokenize));
    }

    public async ValueTask<IGenerating> OpenGeneratingAsync(Utterance utterance, CallLimits limits, bool goesOn = false)
    {
        var build = new WorkerBuild(utterance.Fingerprint, IsRequired: utterance.Resumption is not "", ComesFirst: goesOn);
        var lease = await fleet[WorkerService.TokenGenerator].LeaseAsync(utterance.Model.Name, limits.Cancellation, build, utterance.Likeness);
        return Generate(lease, utterance, limits, goesOn);
    }

    public IGenerating? OpenBeside(IGenerating first, Utterance utterance, CallLimits limits) =>
        fleet[WorkerService.TokenGenerator].TryLeaseBeside(((GenerateStream)first).Lease) is { } lease
            ? Generate(lease, utterance, limits, goesOn: false)
            : null;

    public async ValueTask<IDecoding> OpenDecodingAsync(Utterance utterance, CallLimits limits, bool goesOn = false)
    {
        // All that it keeps is the state after a reference clip.
        var likeness = utterance.IsInContext ? utterance.Likeness : null;
        var lease = await fleet[WorkerService.AcousticDecoder].LeaseAsync(utterance.Model.Name, limits.Cancellation, likeness: likeness);
        return new DecodeStream(utterance, Open(lease, limits, new Rpc.AcousticDecoder.AcousticDecoderClient(lease.Invoker).Decode, goesOn));
    }

    private static GenerateStream Generate(WorkerLease lease, Utterance utterance, CallLimits limits, bool goesOn) =>
        new(utterance, Open(lease, limits, new Rpc.TokenGenerator.TokenGeneratorClient(lease.Invoker).Generate, goesOn));

    private static WorkerStream<TRequest, TResponse> Open<TRequest, TResponse>(
        WorkerLease lease, CallLimits limits, Func<CallOptions, AsyncDuplexStreamingCall<TRequest, TResponse>> open, bool goesOn = false)
        where TRequest : class
        where TResponse : class =>
        new(lease, open(new CallOptions(goesOn ? GoingOn.Headers() : null, limits.Deadline, limits.Cancellation)), limits.Cancellation);
}
