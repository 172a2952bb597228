using Qwen3Tts.Internal.V1;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Workers;

public sealed class ReplicasTest
{
    private static readonly SynthesizeStart Joe = new() { Voice = "joe" };

    [Fact]
    public async Task Utterance_GoesToTheReplicaWithTheFewestCalls()
    {
        await using var fleet = FakeFleet.Usual();
        var twin = FakeFleet.Usual().TokenGenerator;
        await fleet.Start(("Services:TokenGenerator:1", await fleet.StartWorker(twin)));
        using var first = fleet.Open();
        using var second = fleet.Open();

        foreach (var call in new[] { first, second })
        {
            await call.Start(Joe);
            await call.Text("a");
            Assert.NotNull((await call.Next())!.Started);
            Assert.NotNull((await call.Next())!.Audio);
        }

        Assert.Single(fleet.TokenGenerator.Starts);
        Assert.Single(twin.Starts);
    }

    [Fact]
    public async Task Utterance_GoesToTheReplicaWithMoreFreePlaces_WhoeverTookThem()
    {
        await using var fleet = FakeFleet.Usual();
        var twin = FakeFleet.Usual().TokenGenerator;
        // By other Gateways.
        (fleet.TokenGenerator.Places, twin.Places) = (new Places { Total = 8, Taken = 3 }, new Places { Total = 8, Taken = 1 });
        await fleet.Start(("Services:TokenGenerator:1", await fleet.StartWorker(twin)), ("Services:DescribePeriod", "01:00:00"));
        var calls = new List<SpeechCall>();

        for (var i = 0; i < 3; i++)
        {
            calls.Add(fleet.Open());
            await calls[i].Start(Joe);
            await calls[i].Text("a");
            Assert.NotNull((await calls[i].Next())!.Started);
            Assert.NotNull((await calls[i].Next())!.Audio);
        }

        // The third finds both alike.
        Assert.Equal((1, 2), (fleet.TokenGenerator.Starts.Count, twin.Starts.Count));
        calls.ForEach(call => call.Dispose());
    }

    [Fact]
    public async Task Replica_ThatIsMissing_IsNotChosen_AndWhoFindsItSoGoesToAnother()
    {
        await using var fleet = FakeFleet.Usual();
        var twin = FakeFleet.Usual().TokenGenerator;
        var address = await fleet.StartWorker(twin);
        await fleet.Start(("Services:TokenGenerator:1", address));
        await fleet.Stop(fleet.Gateway.App.Configuration["Services:TokenGenerator:0"]!);

        for (var i = 0; i < 3; i++)
        {
            using var call = fleet.Open();
            Assert.NotNull((await call.Say(Joe, "a")).Finished);
        }

        Assert.Equal(3, twin.Starts.Count);
    }

    [Fact]
    public async Task Models_OnWorkersOfTheirOwn_AreOneFleet()
    {
        await using var fleet = new FakeFleet(FakeModels.CustomVoice());
        var design = new FakeFleet(FakeModels.VoiceDesign());
        await fleet.Start(
            ("Services:TextFrontend:1", await fleet.StartWorker(design.TextFrontend)),
            ("Services:TokenGenerator:1", await fleet.StartWorker(design.TokenGenerator)),
            ("Services:AcousticDecoder:1", await fleet.StartWorker(design.AcousticDecoder)));

        var listed = await fleet.Models.ListModelsAsync(new ListModelsRequest(), cancellationToken: TestContext.Current.CancellationToken);
        using var acted = fleet.Open();
        using var designed = fleet.Open();

        Assert.Equal([FakeModels.CustomVoice().Name, FakeModels.VoiceDesign().Name], listed.Models.Select(model => model.Name));
        Assert.Equal("actors", (await acted.Say(new SynthesizeStart { Voice = "Ryan" }, "a")).Started!.Model);
        Assert.Equal("designer", (await designed.Say(new SynthesizeStart { Instruction = "An old sailor." }, "a")).Started!.Model);
        Assert.Equal("An old sailor.", design.TextFrontend.Starts.Single().Instruction);
        Assert.Equal(("actors", "Ryan"), (fleet.TokenGenerator.Starts.Single().Model, fleet.TokenGenerator.Starts.Single().Speaker));
        Assert.Equal("actors", fleet.AcousticDecoder.Starts.Single().Model);
        Assert.Equal("designer", design.AcousticDecoder.Starts.Single().Model);
    }

    [Fact]
    public async Task ListModels_TellsWhatTheWorkersTold()
    {
        await using var fleet = await FakeFleet.StartUsual();

        var listed = await fleet.Models.ListModelsAsync(new ListModelsRequest(), cancellationToken: TestContext.Current.CancellationToken);

        Model[] expected = [FakeModels.Base(), FakeModels.CustomVoice(), FakeModels.VoiceDesign()];
        expected[0].Modes.AddRange([Mode.CloneXVector, Mode.CloneInContext]);
        expected[1].Modes.Add(Mode.CustomVoice);
        expected[2].Modes.Add(Mode.VoiceDesign);
        Assert.Equal(expected, listed.Models);
    }
}
