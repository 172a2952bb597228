using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Qwen3Tts.ServiceDefaults.Errors;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.UnitTests.Gateway.Workers;

public sealed class BrokenContractTest
{
    private static readonly Rpc.GenerateResponse Frame = new() { Frames = new Rpc.CodeFrames { Codes = { 1, 2 } } };
    private static readonly Rpc.GenerateResponse Finished = new() { Finished = new Rpc.GenerateFinished { Reason = FinishReason.Stop, Frames = 1 } };
    private static readonly Rpc.DecodeResponse Samples = new() { Samples = ByteString.CopyFrom(new byte[16]) };

    public static TheoryData<Rpc.TokenizeResponse[], string> Tokenizers => new()
    {
        { [], "sent no prompt first" },
        { [new() { Tokens = new Rpc.TextTokens { End = true } }], "sent no prompt first" },
        { [new() { Prompt = new Rpc.PromptTokens() }], "ended before the text" },
        { [new() { Prompt = new Rpc.PromptTokens() }, new() { Prompt = new Rpc.PromptTokens() }], "sent something other than words" },
        {
            [new() { Prompt = new Rpc.PromptTokens() }, new() { Tokens = new Rpc.TextTokens { Ids = { 'a' }, End = true } }, new() { Tokens = new Rpc.TextTokens() }],
            "sent something other than words"
        },
    };

    public static TheoryData<Rpc.GenerateResponse[], string> Generators => new()
    {
        { [], "ended without saying why" },
        { [Frame], "ended without saying why" },
        { [new()], "sent something other than frames and then an end" },
        { [Finished, Frame], "sent something other than frames and then an end" },
        { [new() { Frames = new Rpc.CodeFrames { Codes = { 1, 2, 3 } } }], "sent 3 codes, which are no whole frames of 2 groups" },
    };

    public static TheoryData<Rpc.DecodeResponse[], string> Decoders => new()
    {
        { [new() { Samples = ByteString.CopyFrom(1, 2, 3) }], "sent 3 bytes as sample 0 and on, where sample 0 comes next" },
        { [Samples, Samples], "sent 16 bytes as sample 0 and on, where sample 4 comes next" },
    };

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public Task TextFrontend_ThatBreaksItsContract_IsAFaultAndNotTheClients(Rpc.TokenizeResponse[] answers, string what) => IsAFault(
        fleet =>
        {
            fleet.TextFrontend.Answers = answers;
            // What has been said to its end is over, whatever comes after it.
            fleet.TokenGenerator.OnFrame = (_, cancelled) => Task.Delay(Timeout.Infinite, cancelled);
        },
        "text-frontend",
        what);

    [Theory]
    [MemberData(nameof(Generators))]
    public Task TokenGenerator_ThatBreaksItsContract_IsAFaultAndNotTheClients(Rpc.GenerateResponse[] answers, string what) =>
        IsAFault(fleet => fleet.TokenGenerator.Answers = answers, "token-generator", what);

    [Theory]
    [MemberData(nameof(Decoders))]
    public Task AcousticDecoder_ThatBreaksItsContract_IsAFaultAndNotTheClients(Rpc.DecodeResponse[] answers, string what) =>
        IsAFault(fleet => fleet.AcousticDecoder.Answers = answers, "acoustic-decoder", what);

    private static async Task IsAFault(Action<FakeFleet> breakContract, string service, string what)
    {
        await using var fleet = FakeFleet.Usual();
        fleet.IsExpectedFault = entry => IsReport(entry.Error);
        breakContract(fleet);
        await fleet.Start();
        using var call = fleet.Open();

        await call.SendUntilRefused(new SynthesizeRequest { Start = new SynthesizeStart { Voice = "joe" } }, new SynthesizeRequest { Text = "a" });

        Assert.Equal(new Status(StatusCode.Internal, RpcErrors.InternalMessage), await call.Fail());
        Assert.Contains(fleet.Gateway.Log.Entries, entry => entry.Level is LogLevel.Error
            && IsReport(entry.Error));

        bool IsReport(Exception? error) => error?.Message == $"The service '{service}' broke its contract: it {what}.";
    }
}
