using System.Runtime.CompilerServices;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Generation;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.Gateway.Grpc.Workers;

internal sealed class TokenizeStream(Utterance utterance, WorkerStream<Rpc.TokenizeRequest, Rpc.TokenizeResponse> stream) : ITokenizing
{
    public Task StartAsync(CancellationToken cancellation) => stream.WriteAsync(
        new Rpc.TokenizeRequest
        {
            Start = new Rpc.TokenizeStart
            {
                Model = utterance.Model.Name,
                UtteranceId = utterance.Id,
                Instruction = utterance.Instruction,
                ReferenceTranscript = utterance.ReferenceTranscript,
            },
        },
        cancellation);

    public Task SendAsync(string piece, CancellationToken cancellation) =>
        stream.WriteAsync(new Rpc.TokenizeRequest { Text = piece }, cancellation);

    public async Task EndAsync(CancellationToken cancellation)
    {
        await stream.WriteAsync(new Rpc.TokenizeRequest { End = new Rpc.TokenizeEnd() }, cancellation);
        await stream.EndAsync();
    }

    public async Task<PromptTokens> ReadPromptAsync(CancellationToken cancellation)
    {
        var prompt = (await stream.ReadAsync(cancellation))?.Prompt ?? throw Broken("sent no prompt first");
        return new PromptTokens(Ids(prompt.Role), Ids(prompt.Instruction), Ids(prompt.Reference));
    }

    public async IAsyncEnumerable<TokenUnits> ReadTokensAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var ended = false;
        while (await stream.ReadAsync(cancellation) is { } response)
        {
            var tokens = !ended && response.Tokens is { } words ? words : throw Broken("sent something other than words");
            ended = tokens.End;
            yield return new TokenUnits(Ids(tokens.Ids), tokens.End);
        }

        if (!ended)
            throw Broken("ended before the text");
    }

    public void Abandon() => stream.Abandon();

    public void Dispose() => stream.Dispose();

    private static int[] Ids(IEnumerable<uint> ids) => [.. ids.Select(id => checked((int)id))];

    private static Exception Broken(string what) => BrokenContract.Error(WorkerService.TextFrontend, what);
}
