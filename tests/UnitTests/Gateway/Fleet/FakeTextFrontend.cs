using System.Collections.Concurrent;
using Grpc.Core;
using Qwen3Tts.Internal.V1;
using Qwen3Tts.Speech.Errors;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.UnitTests.Gateway.Fleet;

/// <summary>Every character is a token.</summary>
internal sealed class FakeTextFrontend : Rpc.TextFrontend.TextFrontendBase
{
    public List<string> Models { get; } = [];

    public ConcurrentQueue<TokenizeStart> Starts { get; } = new();

    /// <summary>What happens to a piece before it becomes tokens.</summary>
    public Func<string, Task> OnText { get; set; } = _ => Task.CompletedTask;

    /// <summary>What it answers whatever it is asked; null for what it should.</summary>
    public TokenizeResponse[]? Answers { get; set; }

    /// <summary>What it answers to a start, whatever follows; null for what it should.</summary>
    public Func<TokenizeStart, TokenizeResponse[]?> AnswersOf { get; set; } = _ => null;

    public override async Task Tokenize(
        IAsyncStreamReader<TokenizeRequest> requestStream, IServerStreamWriter<TokenizeResponse> responseStream, ServerCallContext context)
    {
        Assert.True(await requestStream.MoveNext(context.CancellationToken));
        if ((Answers ?? AnswersOf(requestStream.Current.Start)) is { } answers)
        {
            foreach (var answer in answers)
                await responseStream.WriteAsync(answer, context.CancellationToken);
            return;
        }

        Starts.Enqueue(requestStream.Current.Start);
        var begun = false;
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            if (requestStream.Current.End is not null)
                break;
            await OnText(requestStream.Current.Text);
            if (!begun)
                await responseStream.WriteAsync(new TokenizeResponse { Prompt = new PromptTokens { Role = { 1, 2, 3 } } }, context.CancellationToken);
            begun = true;
            await WriteAsync(responseStream, requestStream.Current.Text, end: false);
        }

        if (!begun)
            throw SpeechException.Invalid("There is nothing to say.");
        await WriteAsync(responseStream, "", end: true);
    }

    /// <summary>What happens to a text that is to be analysed.</summary>
    public Func<CancellationToken, Task> OnAnalyze { get; set; } = _ => Task.CompletedTask;

    public override async Task<V1.AnalyzeResponse> Analyze(V1.AnalyzeRequest request, ServerCallContext context)
    {
        await OnAnalyze(context.CancellationToken);
        return new V1.AnalyzeResponse { Language = request.Language };
    }

    public override Task<DescribeTextFrontendResponse> Describe(DescribeTextFrontendRequest request, ServerCallContext context) =>
        Task.FromResult(new DescribeTextFrontendResponse { Models = { Models } });

    private static Task WriteAsync(IServerStreamWriter<TokenizeResponse> responses, string text, bool end) =>
        responses.WriteAsync(new TokenizeResponse { Tokens = new TextTokens { Ids = { text.Select(letter => (uint)letter) }, End = end } });
}
