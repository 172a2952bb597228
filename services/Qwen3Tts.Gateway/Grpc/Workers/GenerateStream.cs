using System.Runtime.CompilerServices;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.Gateway.Grpc.Workers;

internal sealed class GenerateStream(Utterance utterance, WorkerStream<Rpc.GenerateRequest, Rpc.GenerateResponse> stream) : IGenerating
{
    public GenerationEnd? Finished { get; private set; }

    public Task StartAsync(PromptTokens prompt, VoiceCast voice, CodeFrames? made, CancellationToken cancellation) =>
        stream.WriteAsync(new Rpc.GenerateRequest { Start = GenerateMessages.Start(utterance, prompt, voice, made) }, cancellation);

    public Task SendAsync(TokenUnits tokens, CancellationToken cancellation) => stream.WriteAsync(
        new Rpc.GenerateRequest { Tokens = new Rpc.TextTokens { Ids = { tokens.Ids.Select(id => (uint)id) }, End = tokens.End } }, cancellation);

    public Task EndAsync() => stream.EndAsync();

    public async IAsyncEnumerable<CodeFrames> ReadFramesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await stream.ReadAsync(cancellation) is { } response)
        {
            switch (response.MessageCase)
            {
                case Rpc.GenerateResponse.MessageOneofCase.Frames when Finished is null:
                    yield return FrameMessages.Read(response.Frames, utterance.Model.Codec.Groups, WorkerService.TokenGenerator);
                    break;
                case Rpc.GenerateResponse.MessageOneofCase.Finished when Finished is null:
                    Finished = ReadEnd(response.Finished);
                    break;
                default:
                    throw BrokenContract.Error(WorkerService.TokenGenerator, "sent something other than frames and then an end");
            }
        }

        if (Finished is null)
            throw BrokenContract.Error(WorkerService.TokenGenerator, "ended without saying why");
    }

    public WorkerLease Lease => stream.Lease;

    public Task Leaving => stream.Leaving;

    public Task<bool> AnswersAsync() => stream.AnswersAsync();

    public bool HasOther => stream.HasOther;

    public bool HasRoomElsewhere => stream.HasRoomElsewhere;

    public void Abandon() => stream.Abandon();

    public void Dispose() => stream.Dispose();

    private GenerationEnd ReadEnd(Rpc.GenerateFinished finished) => new(
        FinishReasons.Read(finished.Reason),
        finished.Since,
        finished.Fade is { } fade ? FrameMessages.Read(fade, utterance.Model.Codec.Groups, WorkerService.TokenGenerator) : null);
}
