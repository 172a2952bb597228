using Google.Protobuf;
using Grpc.Core;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Voices;

public sealed class VoicesServiceTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Voice_Created_IsListedFoundSpokenWithAndDeleted()
    {
        await using var fleet = await FakeFleet.StartUsual();

        var created = await fleet.CreateVoice("mine", "a clip of mine", "what I say");
        var listed = await fleet.Voices.ListVoicesAsync(new ListVoicesRequest(), cancellationToken: Ct);
        var found = await fleet.Voices.GetVoiceAsync(new GetVoiceRequest { Name = "mine" }, cancellationToken: Ct);
        using var call = fleet.Open();
        var spoken = await call.Say(new SynthesizeStart { Voice = "mine" }, "a");
        await fleet.Voices.DeleteVoiceAsync(new DeleteVoiceRequest { Name = "mine" }, cancellationToken: Ct);
        var after = await Refuse(() => fleet.Voices.GetVoiceAsync(new GetVoiceRequest { Name = "mine" }, cancellationToken: Ct).ResponseAsync);

        Assert.Equal(
            new PreparationReport
            {
                ClipSeconds = 3.5, PreparedSeconds = 3.5, SnrDb = 12, HalvesSimilarity = 0.8,
                Findings = { new PreparationFinding { Code = PreparationCode.Noisy, Message = "Heard: what I say" } },
            },
            created.Preparation);
        Assert.Equal(
            new Voice
            {
                Name = "mine", HasTranscript = true, ClipSeconds = 3.5, Models = { "nano" }, Preparation = created.Preparation,
                Id = created.Id, State = VoiceState.Active, Revision = 1, Created = created.Created, Grant = new VoiceGrant { Attested = true },
            },
            created);
        Assert.Equal(["joe", "oskar", "mine"], listed.Voices.Select(voice => voice.Name));
        Assert.Equal(created, found);
        Assert.Equal(Mode.CloneXVector, spoken.Started!.Mode);
        Assert.Equal([14, (float)'a'], fleet.TokenGenerator.Starts.Single().XVector);
        Assert.Equal(
            new Status(StatusCode.NotFound, "There is no voice 'mine'. Voices: 'joe', 'oskar'. Speakers: 'Vivian', 'Ryan'."), after);
    }

    [Fact]
    public async Task BuiltInVoices_TellWhatTheirCheckpointTells()
    {
        await using var fleet = await FakeFleet.StartUsual();

        var joe = await fleet.Voices.GetVoiceAsync(new GetVoiceRequest { Name = "JOE" }, cancellationToken: Ct);

        Assert.Equal(
            new Voice
            {
                Name = "joe", BuiltIn = true, HasTranscript = true, ClipSeconds = 3.5, Models = { "nano" }, Description = "joe, a voice", WordErrorRateStreaming = 0.25,
            },
            joe);
    }

    [Fact]
    public async Task Embedding_IsMadeAtCreationAndThenKept()
    {
        await using var fleet = await FakeFleet.StartUsual();
        await fleet.CreateVoice("mine", "clip");

        for (var i = 0; i < 2; i++)
        {
            using var call = fleet.Open();
            await call.Say(new SynthesizeStart { Voice = "mine" }, "a");
        }

        Assert.Single(fleet.SpeakerEmbedding.Starts);
    }

    [Fact]
    public async Task Embedding_AskedForAtTheSameTime_IsMadeOnce()
    {
        var open = new TaskCompletionSource();
        await using var fleet = FakeFleet.Usual();
        fleet.SpeakerEmbedding.OnEmbed = cancellation => open.Task.WaitAsync(cancellation);
        await fleet.Start();

        var calls = Enumerable.Range(0, 4).Select(_ => fleet.Open()).ToList();
        foreach (var call in calls)
        {
            await call.Start(new SynthesizeStart { Voice = "oskar" });
            await call.Text("a");
            await call.HalfClose();
            Assert.NotNull((await call.Next())!.Started);
        }

        open.SetResult();
        foreach (var call in calls)
            while (await call.Next() is not null);
        calls.ForEach(call => call.Dispose());

        Assert.Single(fleet.SpeakerEmbedding.Starts);
        Assert.Equal(4, fleet.TokenGenerator.Starts.Count);
    }

    [Fact]
    public async Task Embedding_OfEachFamily_IsMadeOnItsFirstUse()
    {
        await using var fleet = new FakeFleet(FakeModels.Base("one"), FakeModels.Base("two"), FakeModels.Base("twin"));
        fleet.SpeakerEmbedding.Models[2].Family = fleet.SpeakerEmbedding.Models[1].Family;
        await fleet.Start();
        await fleet.CreateVoice("mine", "clip", "words");

        foreach (var (model, mode) in new[] { ("two", Mode.CloneXVector), ("twin", Mode.CloneXVector), ("one", Mode.CloneInContext), ("one", Mode.CloneInContext) })
        {
            using var call = fleet.Open();
            await call.Say(new SynthesizeStart { Model = model, Voice = "mine", Mode = mode }, "a");
        }

        Assert.Equal(
            [("one", false), ("two", false), ("one", true)], fleet.SpeakerEmbedding.Starts.Select(start => (start.Model, start.WithCodes)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("slash/")]
    [InlineData("ümlaut")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123x")]
    public async Task Name_ThatIsNone_IsInvalid(string name)
    {
        await using var fleet = await FakeFleet.StartUsual();

        var status = await Refuse(() => fleet.CreateVoice(name, "clip"));

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Equal($"'{name}' cannot name a voice: a name is 1 to 64 letters (A–Z, a–z), digits, '-' or '_'.", status.Detail);
    }

    [Fact]
    public async Task Name_ThatIsTaken_AlreadyExists()
    {
        await using var fleet = await FakeFleet.StartUsual();
        await fleet.CreateVoice("mine", "clip");

        Assert.Equal(
            new Status(StatusCode.AlreadyExists, "There is a voice 'mine' already; delete it first or choose another name."),
            await Refuse(() => fleet.CreateVoice("mine", "clip")));
        Assert.Equal(
            new Status(StatusCode.AlreadyExists, "The name 'joe' is that of a voice that ships with a checkpoint; choose another."),
            await Refuse(() => fleet.CreateVoice("Joe", "clip")));
    }

    [Fact]
    public async Task Clip_ThatTheWorkerRefuses_IsRefusedWithItsWordsAndNotKept()
    {
        await using var fleet = await FakeFleet.StartUsual();

        Assert.Equal(new Status(StatusCode.InvalidArgument, "The clip is not a WAV file."), await Refuse(() => fleet.CreateVoice("mine", "!bad")));
        Assert.Equal(2, (await fleet.Voices.ListVoicesAsync(new ListVoicesRequest(), cancellationToken: Ct)).Voices.Count);
    }

    [Fact]
    public async Task Clip_InOneMessage_MakesTheVoice_OrIsRefusedAsInPieces()
    {
        await using var fleet = await FakeFleet.StartUsual(("Voices:MaxClipBytes", "20"));
        var request = new CreateVoiceOfWholeClipRequest { Name = "mine", Transcript = "words", Clip = ByteString.CopyFromUtf8("a good clip") };

        var made = await fleet.Voices.CreateVoiceOfWholeClipAsync(request, cancellationToken: Ct);
        var again = await Refuse(() => fleet.Voices.CreateVoiceOfWholeClipAsync(request, cancellationToken: Ct).ResponseAsync);
        var large = new CreateVoiceOfWholeClipRequest { Name = "other", Clip = ByteString.CopyFromUtf8(new string('a', 21)) };
        var empty = new CreateVoiceOfWholeClipRequest { Name = "other" };

        Assert.Equal(("mine", true), (made.Name, made.HasTranscript));
        Assert.Equal(StatusCode.AlreadyExists, again.StatusCode);
        Assert.Equal(StatusCode.ResourceExhausted, (await Refuse(() => fleet.Voices.CreateVoiceOfWholeClipAsync(large, cancellationToken: Ct).ResponseAsync)).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await Refuse(() => fleet.Voices.CreateVoiceOfWholeClipAsync(empty, cancellationToken: Ct).ResponseAsync)).StatusCode);
        Assert.Equal("a good clip"u8.ToArray(), fleet.SpeakerEmbedding.Clips.Single());
    }

    [Fact]
    public async Task Clip_Validated_IsReportedOnWithItsErrors_AndNothingIsMadeOrKept()
    {
        await using var fleet = await FakeFleet.StartUsual(("Gateway:LoopbackAttests", "false"));

        var good = await fleet.Voices.ValidateWholeClipAsync(Clip("a good clip", "words"), cancellationToken: Ct);
        var bad = await fleet.Voices.ValidateWholeClipAsync(Clip("short", "words"), cancellationToken: Ct);

        Assert.Equal((true, 2.75), (good.Accepted, good.Preparation.ClipSeconds));
        Assert.False(bad.Accepted);
        Assert.Equal(
            new PreparationFinding { Code = PreparationCode.ShortSpeech, IsError = true, Message = "Heard: words" }, Assert.Single(bad.Preparation.Findings));
        Assert.Equal(good, await Validate(fleet, Start("words"), Piece("a good"), Piece(" clip")));
        Assert.Empty(fleet.SpeakerEmbedding.Starts);
        Assert.Equal(2, (await fleet.Voices.ListVoicesAsync(new ListVoicesRequest(), cancellationToken: Ct)).Voices.Count);
    }

    [Fact]
    public async Task Clip_ThatCannotBeValidated_IsRefusedAndSaysWhy()
    {
        await using var fleet = await FakeFleet.StartUsual(("Voices:MaxClipBytes", "5"), ("Voices:MaxTranscriptLength", "5"));
        async Task<Status> Whole(string clip, string transcript = "") =>
            await Refuse(() => fleet.Voices.ValidateWholeClipAsync(Clip(clip, transcript), cancellationToken: Ct).ResponseAsync);
        async Task<Status> Stream(params ValidateClipRequest[] requests) => await Refuse(() => Validate(fleet, requests));

        Assert.Equal(new Status(StatusCode.InvalidArgument, "The clip is not a WAV file."), await Whole("!"));
        Assert.Equal(StatusCode.InvalidArgument, (await Whole("")).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await Whole("clip", "six is")).StatusCode);
        Assert.Equal(
            new Status(
                StatusCode.ResourceExhausted,
                "The clip is larger than 5 bytes, the limit set by Voices:MaxClipBytes."),
            await Whole("a clip"));
        Assert.Equal(StatusCode.ResourceExhausted, (await Stream(Start(""), Piece("a cl"), Piece("ip"))).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await Stream(Start(""))).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await Stream(Piece("clip"))).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await Stream(Start(""), Start(""))).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await Stream()).StatusCode);
    }

    [Fact]
    public async Task Clip_EmptyOrTooLarge_IsRefused()
    {
        await using var fleet = await FakeFleet.StartUsual(("Voices:MaxClipBytes", "10"));

        Assert.Equal(
            new Status(StatusCode.InvalidArgument, "The clip is empty: send the bytes of an audio file: WAV, FLAC, MP3, Ogg Opus or M4A."), await Refuse(() => fleet.CreateVoice("mine", "")));
        Assert.Equal(
            new Status(StatusCode.ResourceExhausted, "The clip is larger than 10 bytes, the limit set by Voices:MaxClipBytes."),
            await Refuse(() => fleet.CreateVoice("mine", "eleven bytes")));
        Assert.Empty(fleet.SpeakerEmbedding.Starts);
        Assert.Equal("mine", (await fleet.CreateVoice("mine", "ten bytes!")).Name);
    }

    [Fact]
    public async Task Transcript_TooLong_IsInvalid()
    {
        await using var fleet = await FakeFleet.StartUsual(("Voices:MaxTranscriptLength", "5"));

        Assert.Equal(
            new Status(StatusCode.InvalidArgument, "The transcript has 6 characters; Voices:MaxTranscriptLength allows 5."),
            await Refuse(() => fleet.CreateVoice("mine", "clip", "longer")));
    }

    [Fact]
    public async Task Voices_MoreThanATenantMayHave_AreExhausted()
    {
        await using var fleet = await FakeFleet.StartUsual(("Voices:MaxPerTenant", "1"));
        await fleet.CreateVoice("one", "clip");

        Assert.Equal(
            new Status(StatusCode.ResourceExhausted, "There are 1 voices, as many as Voices:MaxPerTenant allows; delete one first."),
            await Refuse(() => fleet.CreateVoice("two", "clip")));
    }

    [Fact]
    public async Task Messages_OutOfOrder_AreInvalid()
    {
        await using var fleet = await FakeFleet.StartUsual();
        var start = new CreateVoiceRequest { Start = new CreateVoiceStart { Name = "mine" } };
        var clip = new CreateVoiceRequest { Clip = ByteString.CopyFromUtf8("clip") };

        Assert.Equal(
            new Status(StatusCode.InvalidArgument, "The call ended without a message; the first must be 'start'."),
            await Refuse(() => fleet.CreateVoice(null, [])));
        Assert.Equal(new Status(StatusCode.InvalidArgument, "The first message must be 'start'."), await Refuse(() => fleet.CreateVoice(null, clip)));
        Assert.Equal(
            new Status(StatusCode.InvalidArgument, "Only 'clip' may follow 'start'."), await Refuse(() => fleet.CreateVoice(null, start, clip, start)));
    }

    [Fact]
    public async Task BuiltInVoice_Deleted_IsDenied()
    {
        await using var fleet = await FakeFleet.StartUsual();

        Assert.Equal(
            new Status(StatusCode.PermissionDenied, "The voice 'joe' ships with a checkpoint and cannot be deleted."),
            await Refuse(() => fleet.Voices.DeleteVoiceAsync(new DeleteVoiceRequest { Name = "joe" }, cancellationToken: Ct).ResponseAsync));
    }

    [Fact]
    public async Task Voice_ThatIsNone_Deleted_IsNotFoundAndListsThoseThatThereAre()
    {
        await using var fleet = await FakeFleet.StartUsual();
        await fleet.CreateVoice("mine", "clip");

        Assert.Equal(
            new Status(StatusCode.NotFound, "There is no voice 'yours'. Voices: 'joe', 'oskar', 'mine'. Speakers: 'Vivian', 'Ryan'."),
            await Refuse(() => fleet.Voices.DeleteVoiceAsync(new DeleteVoiceRequest { Name = "yours" }, cancellationToken: Ct).ResponseAsync));
    }

    [Fact]
    public async Task Fleet_ThatClonesNoVoices_RegistersNone()
    {
        await using var fleet = new FakeFleet(FakeModels.CustomVoice());
        await fleet.StartGateway(
        [
            ("Services:TextFrontend:0", await fleet.StartWorker(fleet.TextFrontend)),
            ("Services:TokenGenerator:0", await fleet.StartWorker(fleet.TokenGenerator)),
            ("Services:AcousticDecoder:0", await fleet.StartWorker(fleet.AcousticDecoder)),
        ]);

        Assert.Equal(
            new Status(StatusCode.FailedPrecondition, "This fleet has no 'speaker-embedding': Services:SpeakerEmbedding has no address."),
            await Refuse(() => fleet.CreateVoice("mine", "clip")));
        Assert.Empty((await fleet.Voices.ListVoicesAsync(new ListVoicesRequest(), cancellationToken: Ct)).Voices);
        using var call = fleet.Open();
        Assert.Equal(Mode.CustomVoice, (await call.Say(new SynthesizeStart(), "a")).Started!.Mode);
    }

    private static async Task<Status> Refuse(Func<Task> call) => (await Assert.ThrowsAsync<RpcException>(call)).Status;

    private static ValidateWholeClipRequest Clip(string clip, string transcript) => new() { Clip = ByteString.CopyFromUtf8(clip), Transcript = transcript };

    private static ValidateClipRequest Start(string transcript) => new() { Start = new ValidateClipStart { Transcript = transcript } };

    private static ValidateClipRequest Piece(string clip) => new() { Clip = ByteString.CopyFromUtf8(clip) };

    private static async Task<ValidateClipResponse> Validate(FakeFleet fleet, params ValidateClipRequest[] requests)
    {
        using var call = fleet.Voices.ValidateClip(cancellationToken: Ct);
        try
        {
            foreach (var request in requests)
                await call.RequestStream.WriteAsync(request, Ct);
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // The answer says why.
        }

        return await call.ResponseAsync;
    }
}
