using Grpc.Core;
using Microsoft.Extensions.Logging;
using Qwen3Tts.TextFrontend.Tokenization;
using Qwen3Tts.UnitTests.ServiceDefaults;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.UnitTests.TextFrontend.Grpc;

public sealed class TextFrontendServiceTest : IAsyncLifetime
{
    private TextFrontendHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await TextFrontendHost.Start();

    public async ValueTask DisposeAsync()
    {
        // A refusal is no error of the service.
        Assert.DoesNotContain(_host.Log.Entries, entry => entry.Level >= LogLevel.Error);
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Words_LeaveWhileTheTextIsStillArriving()
    {
        using var call = _host.Tokenize();
        await call.RequestStream.WriteAsync(Start(instruction: "Warm.", transcript: "Good morning."), Cancellation);
        await call.RequestStream.WriteAsync(Text("Hello wor"), Cancellation);

        // The rest of the text is written only once the first words are here.
        Rpc.PromptTokens prompt = (await Read(call)).Prompt;
        Rpc.TextTokens first = (await Read(call)).Tokens;
        await call.RequestStream.WriteAsync(Text("ld, again"), Cancellation);
        Rpc.TextTokens second = (await Read(call)).Tokens;
        await call.RequestStream.WriteAsync(End(), Cancellation);
        Rpc.TextTokens last = (await Read(call)).Tokens;
        await call.RequestStream.CompleteAsync();

        QwenTokenizer nano = Tokenizers.Nano;
        Assert.Equal(nano.EncodeTemplate("<|im_start|>assistant\n"), Ids(prompt.Role));
        Assert.Equal(nano.EncodeTemplate("<|im_start|>user\nWarm.<|im_end|>\n"), Ids(prompt.Instruction));
        Assert.Equal(nano.Encode("Good morning."), Ids(prompt.Reference));
        Assert.Equal(nano.Encode("Hello"), Ids(first.Ids));
        Assert.Equal(nano.Encode("Hello world, again"), Ids([.. first.Ids, .. second.Ids, .. last.Ids]));
        Assert.Equal((false, false, true), (first.End, second.End, last.End));
        Assert.False(await call.ResponseStream.MoveNext(Cancellation));
    }

    [Fact]
    public async Task Prompt_IsFirstAndAlone_WhateverTheFirstPiece()
    {
        using var call = _host.Tokenize();
        await call.RequestStream.WriteAsync(Start(), Cancellation);
        await call.RequestStream.WriteAsync(Text("\n"), Cancellation);
        await call.RequestStream.WriteAsync(Text("One two three."), Cancellation);
        await call.RequestStream.WriteAsync(End(), Cancellation);
        await call.RequestStream.CompleteAsync();

        List<Rpc.TokenizeResponse> all = await call.ResponseStream.ReadAllAsync(Cancellation).ToListAsync(Cancellation);

        int[] templated = Tokenizers.Nano.EncodeTemplate("<|im_start|>assistant\n\nOne two three.<|im_end|>\n<|im_start|>assistant\n");
        Assert.Equal(templated[..3], Ids(all[0].Prompt.Role));
        Assert.All(all[1..], message => Assert.Equal(Rpc.TokenizeResponse.MessageOneofCase.Tokens, message.MessageCase));
        Assert.Equal(templated[3..^5], Ids(all[1..].SelectMany(message => message.Tokens.Ids)));
        Assert.True(all[^1].Tokens.End);
        Assert.Single(all, message => message.Tokens?.End is true);
    }

    [Fact]
    public async Task Document_ComesOutAsStretchesOfOneText()
    {
        Rpc.TokenizeStart start = new() { Model = "nano", Ssml = true };

        List<Rpc.TokenizeResponse> all = await Answers(
            new Rpc.TokenizeRequest { Start = start }, Text("<speak>One two<break ti"), Text("me='1s'/><mark name='m'/>three</speak>"), End());

        Assert.Equal(["Prompt", "Tokens", "Stretch", "Mark", "Tokens"], all.Select(message => message.MessageCase.ToString()).Where((kind, i) => i is 0 || kind != all[i - 1].MessageCase.ToString()));
        Rpc.StretchStart stretch = all.Single(message => message.Stretch is not null).Stretch;
        Assert.Equal((1000u, 1.0), (stretch.PauseMs, stretch.Prosody.Rate));
        QwenTokenizer nano = Tokenizers.Nano;
        Assert.Equal([.. nano.Encode("One two,"), .. nano.Encode(" three")], Ids(all.SelectMany(message => message.Tokens?.Ids ?? [])));
    }

    [Fact]
    public async Task Document_WhoseProsodyTurns_HasTheTokensOfItsWords()
    {
        Rpc.TokenizeStart start = new() { Model = "nano", Ssml = true, TurnsProsody = true };

        List<Rpc.TokenizeResponse> all = await Answers(
            new Rpc.TokenizeRequest { Start = start }, Text("<speak>One two <emph"), Text("asis>three</emphasis> four</speak>"), End());

        QwenTokenizer nano = Tokenizers.Nano;
        Assert.Equal(nano.Encode("One two three four"), Ids(all.SelectMany(message => message.Tokens?.Ids ?? [])));
        Assert.Equal([(0.9, 1.0, 3.0), (1.0, 0.0, 0.0)], all.Where(message => message.Turn is not null)
            .Select(message => (message.Turn.Prosody.Rate, message.Turn.Prosody.PitchSemitones, message.Turn.Prosody.VolumeDb)));
        int[] before = Ids(all.TakeWhile(message => message.Turn is null).SelectMany(message => message.Tokens?.Ids ?? []));
        Assert.Equal(nano.Encode("One two"), before);
    }

    [Fact]
    public async Task Voice_BeginsAnewWithoutTheTranscriptOfTheUtterances()
    {
        Rpc.TokenizeStart start = new() { Model = "nano", Ssml = true, ReferenceTranscript = "My words." };

        List<Rpc.TokenizeResponse> all = await Answers(
            new Rpc.TokenizeRequest { Start = start }, Text("<speak>One <voice name='x'>two</voice> three</speak>"), End());

        Assert.Equal(["x", ""], all.Where(message => message.Stretch is not null).Select(message => message.Stretch.Voice));
        Assert.Equal([true, false, true], all.Where(message => message.Prompt is not null).Select(message => message.Prompt.Reference.Count > 0));
        QwenTokenizer nano = Tokenizers.Nano;
        Assert.Equal([.. nano.Encode("One."), .. nano.Encode("two."), .. nano.Encode("three")], Ids(all.SelectMany(message => message.Tokens?.Ids ?? [])));
    }

    [Fact]
    public async Task Style_WhereTheModelTakesInstructions_BeginsAnewWithOne()
    {
        Rpc.TokenizeStart start = new() { Model = "nano", Ssml = true, TakesInstruction = true };

        List<Rpc.TokenizeResponse> all = await Answers(
            new Rpc.TokenizeRequest { Start = start }, Text("<speak>One <mstts:express-as style='whispering'>two</mstts:express-as></speak>"), End());

        Rpc.PromptTokens[] prompts = [.. all.Select(message => message.Prompt).Where(prompt => prompt is not null)];
        Assert.Equal(2, prompts.Length);
        Assert.Equal(Tokenizers.Nano.EncodeTemplate("<|im_start|>user\nWhisper.<|im_end|>\n"), Ids(prompts[1].Instruction));
        Assert.Equal([.. Tokenizers.Nano.Encode("One,"), .. Tokenizers.Nano.Encode("two")], Ids(all.SelectMany(message => message.Tokens?.Ids ?? [])));
    }

    [Fact]
    public async Task Style_WhereTheModelTakesNone_IsApproximatedWithAWarning()
    {
        Rpc.TokenizeStart start = new() { Model = "nano", Style = "sad" };

        List<Rpc.TokenizeResponse> all = await Answers(new Rpc.TokenizeRequest { Start = start }, Text("One"), End());

        Assert.Contains("'sad' is approximated", all.Single(message => message.HasWarning).Warning, StringComparison.Ordinal);
        Assert.Equal((0.9, -1.0, -2.0), all.Single(message => message.Stretch is not null).Stretch.Prosody is var sad ? (sad.Rate, sad.PitchSemitones, sad.VolumeDb) : default);
    }

    [Fact]
    public Task Style_Refused_IsRefused() => AssertRefused(
        StatusCode.FailedPrecondition,
        "The style 'sad' needs a model that takes instructions; or ask for STYLE_POLICY_APPROXIMATE.",
        new Rpc.TokenizeRequest { Start = new Rpc.TokenizeStart { Model = "nano", Style = "sad", RefuseStyles = true } });

    [Fact]
    public Task Style_Unknown_IsRefused() => AssertRefused(
        StatusCode.InvalidArgument,
        "There is no style 'odd'. Styles: angry, authoritative, calm, empathetic, happy, sad, whispering.",
        new Rpc.TokenizeRequest { Start = new Rpc.TokenizeStart { Model = "nano", Style = "odd" } });

    [Fact]
    public Task Document_ThatIsWrong_IsRefusedWithItsPlace() => AssertRefused(
        StatusCode.InvalidArgument,
        "SSML, line 1, column 9: <audio> is not supported: this service plays no recordings. Take it out.",
        new Rpc.TokenizeRequest { Start = new Rpc.TokenizeStart { Model = "nano", Ssml = true } },
        Text("<speak><audio src='x'/></speak>"));

    [Fact]
    public Task Text_Blank_IsRefused() => AssertRefused(
        StatusCode.InvalidArgument, "There is nothing to say: the text is empty or only whitespace.", Start(), Text(" \n"), End());

    [Fact]
    public Task Text_None_IsRefused() => AssertRefused(
        StatusCode.InvalidArgument, "There is nothing to say: the text is empty or only whitespace.", Start(), End());

    [Fact]
    public Task Text_OverTheLimitInAllItsPieces_IsRefused() => AssertRefused(
        StatusCode.InvalidArgument,
        "The text has more than 40 characters, the limit set by TextFrontend:MaxCharacters.",
        Start(), Text(new string('a', 40)), Text("b"));

    [Fact]
    public Task Instruction_OverTheLimit_IsRefused() => AssertRefused(
        StatusCode.InvalidArgument,
        "The instruction has more than 20 characters, the limit set by TextFrontend:MaxInstructionCharacters.",
        Start(instruction: new string('a', 21)));

    [Fact]
    public Task Transcript_OverTheLimit_IsRefused() => AssertRefused(
        StatusCode.InvalidArgument,
        "The reference transcript has more than 20 characters, the limit set by TextFrontend:MaxTranscriptCharacters.",
        Start(transcript: new string('a', 21)));

    [Fact]
    public Task Model_NotServed_IsNotFound() => AssertRefused(
        StatusCode.NotFound, "Model 'large' is not served here. Served: nano.", Start(model: "large"));

    [Fact]
    public Task FirstMessage_NotAStart_IsRefused() => AssertRefused(
        StatusCode.InvalidArgument, "The first message is 'text'; it must be 'start'.", Text("Hello"));

    [Fact]
    public Task FirstMessage_Empty_IsRefused() => AssertRefused(
        StatusCode.InvalidArgument, "The first message is an empty message; it must be 'start'.", new Rpc.TokenizeRequest());

    [Fact]
    public Task FirstMessage_Missing_IsRefused() => AssertRefused(
        StatusCode.InvalidArgument, "The call ended without a message; the first must be 'start'.");

    [Fact]
    public Task Start_Twice_IsRefused() => AssertRefused(
        StatusCode.InvalidArgument, "'start' came after 'start'; only 'text', 'flush' and then 'end' may follow it.", Start(), Start());

    [Fact]
    public Task Text_AfterTheEnd_IsRefused() => AssertRefused(
        StatusCode.InvalidArgument, "'text' came after 'end', which must be the last message.", Start(), Text("Hello"), End(), Text("again"));

    [Fact]
    public Task Call_ClosedWithoutAnEnd_IsRefused() => AssertRefused(
        StatusCode.InvalidArgument, "The call ended without 'end', which must be its last message.", Start(), Text("Hello"));

    [Fact]
    public async Task Caller_GoneAway_LeavesTheServiceServing()
    {
        using (var call = _host.Tokenize())
        {
            await call.RequestStream.WriteAsync(Start(), Cancellation);
            await call.RequestStream.WriteAsync(Text("Hello wor"), Cancellation);
            await Read(call);
        }

        await Text_Blank_IsRefused();
    }

    [Fact]
    public async Task Describe_NamesModelsAndLimit()
    {
        Rpc.DescribeTextFrontendResponse description = await _host.Client.DescribeAsync(new(), cancellationToken: Cancellation);

        Assert.Equal(["nano"], description.Models);
        Assert.Equal(40u, description.MaxCharacters);
    }

    private static Rpc.TokenizeRequest Start(string model = "nano", string instruction = "", string transcript = "") =>
        new() { Start = new() { Model = model, UtteranceId = "u1", Instruction = instruction, ReferenceTranscript = transcript } };

    private static Rpc.TokenizeRequest Text(string text) => new() { Text = text };

    private static Rpc.TokenizeRequest End() => new() { End = new() };

    private static int[] Ids(IEnumerable<uint> ids) => [.. ids.Select(id => (int)id)];

    private static async Task<Rpc.TokenizeResponse> Read(AsyncDuplexStreamingCall<Rpc.TokenizeRequest, Rpc.TokenizeResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        return call.ResponseStream.Current;
    }

    private async Task<List<Rpc.TokenizeResponse>> Answers(params Rpc.TokenizeRequest[] requests)
    {
        using var call = _host.Tokenize();
        foreach (Rpc.TokenizeRequest request in requests)
            await call.RequestStream.WriteAsync(request, Cancellation);
        await call.RequestStream.CompleteAsync();
        return await call.ResponseStream.ReadAllAsync(Cancellation).ToListAsync(Cancellation);
    }

    private async Task AssertRefused(StatusCode status, string message, params Rpc.TokenizeRequest[] requests)
    {
        using var call = _host.Tokenize();
        foreach (Rpc.TokenizeRequest request in requests)
            await call.RequestStream.WriteAsync(request, Cancellation);
        await call.RequestStream.CompleteAsync();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.ReadAllAsync(Cancellation).ToListAsync(Cancellation));

        Assert.Equal((status, message), (error.StatusCode, error.Status.Detail));
    }
}
