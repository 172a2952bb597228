using Grpc.Core;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Workers;

public sealed class MissingWorkerTest
{
    private static readonly SynthesizeStart Joe = new() { Voice = "joe" };
    private static readonly (string Key, string Value)[] NeverAskedAgain =
        [("Services:DescribePeriod", "01:00:00"), ("Failover:Patience", "00:00:00")];

    public static TheoryData<string, string> Services => new()
    {
        { "TextFrontend", "text-frontend" },
        { "SpeakerEmbedding", "speaker-embedding" },
        { "TokenGenerator", "token-generator" },
        { "AcousticDecoder", "acoustic-decoder" },
    };

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Worker_ThatGoesAwayAndComesBack_IsUnavailableByNameAndThenServesAgain(string service, string name)
    {
        await using var fleet = await FakeFleet.StartUsual(NeverAskedAgain);
        using (var before = fleet.Open())
            await before.Say(new SynthesizeStart { Voice = "oskar" }, "a");
        var address = fleet.Gateway.App.Configuration[$"Services:{service}:0"]!;

        await fleet.Stop(address);
        using (var first = fleet.Open())
            Assert.Equal(new Status(StatusCode.Unavailable, $"The service '{name}' is not there."), await Failure(first));
        using (var second = fleet.Open())
            Assert.Equal(new Status(StatusCode.Unavailable, $"The service '{name}' is not there."), await Failure(second));

        await Restart(fleet, service, address);
        using var after = fleet.Open();
        Assert.NotNull((await after.Say(Joe, "a")).Finished);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Worker_ThatWasNotThereAtTheStart_IsUnavailableByNameAndServesOnceItIs(string service, string name)
    {
        await using var fleet = FakeFleet.Usual();
        var addresses = new Dictionary<string, string>();
        foreach (var other in Services.Select(row => row.Data.Item1))
            addresses[other] = await Start(fleet, other);
        await fleet.Stop(addresses[service]);
        await fleet.StartGateway([.. addresses.Select(pair => ($"Services:{pair.Key}:0", pair.Value)), .. NeverAskedAgain]);

        using (var call = fleet.Open())
            Assert.Equal(new Status(StatusCode.Unavailable, $"The service '{name}' is not there."), await Failure(call));

        await Restart(fleet, service, addresses[service]);
        using var after = fleet.Open();
        Assert.NotNull((await after.Say(Joe, "a")).Finished);
    }

    [Theory]
    [InlineData("TextFrontend", "text-frontend")]
    [InlineData("TokenGenerator", "token-generator")]
    [InlineData("AcousticDecoder", "acoustic-decoder")]
    public async Task Worker_ThatDiesWhileItSpeaks_AndHasNoReplica_EndsTheUtteranceWithItsNameAndStopsTheOthers(string service, string name)
    {
        await using var fleet = await FakeFleet.StartUsual(NeverAskedAgain);
        using var call = fleet.Open();
        await call.Start(Joe);
        await call.Text("a");
        Assert.NotNull((await call.Next())!.Started);
        Assert.NotNull((await call.Next())!.Audio);

        await fleet.Kill(fleet.Gateway.App.Configuration[$"Services:{service}:0"]!);

        var status = await call.Fail();
        Assert.Equal(StatusCode.Unavailable, status.StatusCode);
        Assert.Contains($"'{name}'", status.Detail, StringComparison.Ordinal);
        foreach (var other in new[] { "TextFrontend", "TokenGenerator", "AcousticDecoder" }.Except([service]))
            await fleet.WorkerOf(other).Probe.Cancelled;
    }

    [Fact]
    public async Task Models_WhereNoGeneratorIsThere_AreUnavailableAndNotNone()
    {
        await using var fleet = FakeFleet.Usual();
        var address = await fleet.StartWorker(fleet.TokenGenerator);
        await fleet.Stop(address);
        await fleet.StartGateway(
        [
            ("Services:TextFrontend:0", address), ("Services:TokenGenerator:0", address), ("Services:AcousticDecoder:0", address), .. NeverAskedAgain,
        ]);

        var error = await Assert.ThrowsAsync<RpcException>(
            () => fleet.Models.ListModelsAsync(new ListModelsRequest(), cancellationToken: TestContext.Current.CancellationToken).ResponseAsync);

        Assert.Equal(new Status(StatusCode.Unavailable, "The service 'token-generator' is not there."), error.Status);
    }

    [Fact]
    public async Task Worker_OfAnotherFleet_IsUnavailableAndTellsTheClientNothingOfCredentials()
    {
        await using var fleet = FakeFleet.Usual();
        await fleet.Start();
        var foreign = await fleet.StartWorker(fleet.AcousticDecoder, credential: "the secret of another fleet");
        await using var gateway = FakeFleet.Usual();
        await gateway.StartGateway(
        [
            .. new[] { "TextFrontend", "SpeakerEmbedding", "TokenGenerator" }.Select(
                service => ($"Services:{service}:0", fleet.Gateway.App.Configuration[$"Services:{service}:0"]!)),
            ("Services:AcousticDecoder:0", foreign),
        ]);
        using var call = gateway.Open();

        await call.Start(Joe);

        var status = await call.Fail();
        Assert.Equal(StatusCode.Unavailable, status.StatusCode);
        Assert.StartsWith("The service 'acoustic-decoder' is not available: it answered Unauthenticated", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_ThatAStageDoesNotServe_IsUnavailableByTheStagesName()
    {
        await using var fleet = FakeFleet.Usual();
        fleet.AcousticDecoder.Models.Remove("nano");
        await fleet.Start();
        using var call = fleet.Open();

        await call.Start(Joe);

        Assert.Equal(
            new Status(StatusCode.Unavailable, "No 'acoustic-decoder' of this fleet serves the model 'nano'."), await call.Fail());
    }

    private static async Task<Status> Failure(SpeechCall call)
    {
        await call.SendUntilRefused(new SynthesizeRequest { Start = Joe }, new SynthesizeRequest { Text = "a" });
        return await call.Fail();
    }

    private static Task<string> Start(FakeFleet fleet, string service, string address = "http://127.0.0.1:0") => service switch
    {
        "TextFrontend" => fleet.StartWorker(fleet.TextFrontend, address),
        "SpeakerEmbedding" => fleet.StartWorker(fleet.SpeakerEmbedding, address),
        "TokenGenerator" => fleet.StartWorker(fleet.TokenGenerator, address),
        _ => fleet.StartWorker(fleet.AcousticDecoder, address),
    };

    private static async Task Restart(FakeFleet fleet, string service, string address) =>
        Assert.Equal(address, await Start(fleet, service, address));
}
