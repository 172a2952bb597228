using Grpc.Core;
using Qwen3Tts.Internal.V1;

namespace Qwen3Tts.UnitTests.ServiceDefaults;

/// <summary>A service whose calls do what the test says.</summary>
public sealed class EchoService(Func<ServerCallContext, Task> handle) : Internal.V1.TextFrontend.TextFrontendBase
{
    public override async Task<DescribeTextFrontendResponse> Describe(DescribeTextFrontendRequest request, ServerCallContext context)
    {
        await handle(context);
        return new DescribeTextFrontendResponse();
    }

    public override async Task Tokenize(
        IAsyncStreamReader<TokenizeRequest> requestStream, IServerStreamWriter<TokenizeResponse> responseStream, ServerCallContext context)
    {
        await handle(context);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            await responseStream.WriteAsync(new TokenizeResponse { Tokens = new TextTokens { End = request.End is not null } });
    }
}
