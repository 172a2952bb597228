using Grpc.Core;
using Qwen3Tts.V1;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.UnitTests.TextFrontend.Grpc;

public sealed class TextReadingTest : IAsyncLifetime
{
    private TextFrontendHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await TextFrontendHost.Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(TextNormalization.Unspecified, "five apples.")]
    [InlineData(TextNormalization.Off, "5 apples.")]
    public async Task Text_IsTokenisedAsItIsSaid(TextNormalization mode, string said)
    {
        var ids = await Tokenize(new Rpc.TokenizeStart { Model = "nano", Language = "English", TextNormalization = mode }, "5 app", "les.");

        Assert.Equal(Tokenizers.Nano.Encode(said), ids);
    }

    [Fact]
    public async Task Lexicon_IsApplied()
    {
        var start = new Rpc.TokenizeStart { Model = "nano", Language = "English", Lexicon = { new LexiconEntry { Phrase = "nano", Alias = "small" } } };

        Assert.Equal(Tokenizers.Nano.Encode("a small one"), await Tokenize(start, "a na", "no one"));
    }

    [Fact]
    public async Task Flush_LetsTheTextGo()
    {
        using var call = _host.Tokenize();
        await call.RequestStream.WriteAsync(new Rpc.TokenizeRequest { Start = new Rpc.TokenizeStart { Model = "nano", Language = "English" } }, Cancellation);
        await call.RequestStream.WriteAsync(new Rpc.TokenizeRequest { Text = "I have 5" }, Cancellation);
        await call.RequestStream.WriteAsync(new Rpc.TokenizeRequest { Flush = new Rpc.TokenizeFlush() }, Cancellation);
        var ids = new List<int>();
        while (ids.Count < Tokenizers.Nano.Encode("I have five").Length && await call.ResponseStream.MoveNext(Cancellation))
            ids.AddRange(call.ResponseStream.Current.Tokens?.Ids.Select(id => (int)id) ?? []);

        Assert.Equal(Tokenizers.Nano.Encode("I have five"), ids);
        await call.RequestStream.CompleteAsync();
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancellation));
    }

    [Fact]
    public async Task ArabicText_OfAModelWithoutArabic_IsRefused()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => Tokenize(new Rpc.TokenizeStart { Model = "nano", Languages = { "english", "chinese" } }, "مرحبا بكم"));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("The text is Arabic, which this model does not speak. It speaks Chinese, English.", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnlyEmoji_IsNothingToSay()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => Tokenize(new Rpc.TokenizeStart { Model = "nano", Language = "English" }, "🎉"));

        Assert.Contains("There is nothing to say", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyze_TellsWhatWouldBeSaid()
    {
        var analysis = await _host.Client.AnalyzeAsync(new AnalyzeRequest { Text = "Es kostet 5 € und 3 km Weg." }, cancellationToken: Cancellation);

        Assert.Equal("Es kostet fünf Euro und drei Kilometer Weg.", analysis.Spoken);
        Assert.Equal("de", analysis.Language);
        Assert.InRange(analysis.Confidence, 0.5, 1);
        Assert.Equal(["plain", "currency", "plain", "unit", "plain"], analysis.Spans.Select(span => span.Kind));
        Assert.Equal((10u, 3u, "fünf Euro"), (analysis.Spans[1].Start, analysis.Spans[1].Length, analysis.Spans[1].Spoken));
    }

    [Fact]
    public async Task Analyze_OfTooMuchText_IsRefused()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await _host.Client.AnalyzeAsync(new AnalyzeRequest { Text = new string('a', 41) }, cancellationToken: Cancellation));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    private async Task<int[]> Tokenize(Rpc.TokenizeStart start, params string[] pieces)
    {
        using var call = _host.Tokenize();
        await call.RequestStream.WriteAsync(new Rpc.TokenizeRequest { Start = start }, Cancellation);
        foreach (var piece in pieces)
            await call.RequestStream.WriteAsync(new Rpc.TokenizeRequest { Text = piece }, Cancellation);
        await call.RequestStream.WriteAsync(new Rpc.TokenizeRequest { End = new Rpc.TokenizeEnd() }, Cancellation);
        await call.RequestStream.CompleteAsync();
        return [.. (await call.ResponseStream.ReadAllAsync(Cancellation).ToListAsync(Cancellation)).SelectMany(response => response.Tokens?.Ids ?? []).Select(id => (int)id)];
    }
}
