using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.FrontDoor;

/// <summary>What a client gets wrong has its status and a message that says what would be right; the fleet goes on serving.</summary>
public sealed class BadInputTest(FleetFixture fleets)
{
    public static TheoryData<string, SynthesizeStart, string, StatusCode, string[]> Utterances => new()
    {
        { "empty text", Ryan(), "", StatusCode.InvalidArgument, ["text"] },
        { "only spaces", Ryan(), "  \n ", StatusCode.InvalidArgument, ["text"] },
        { "too long", Ryan(), new string('a', 5_001), StatusCode.InvalidArgument, ["5000", "TextFrontend:MaxCharacters"] },
        { "unknown model", new() { Model = "other" }, "Hi.", StatusCode.NotFound, ["other", "tiny-base", "tiny-custom-voice", "tiny-voice-design"] },
        {
            "unknown language", new() { Model = "tiny-custom-voice", Voice = "ryan", Language = "klingon" }, "Hi.", StatusCode.NotFound,
            ["klingon", "english", "chinese"]
        },
        { "unknown speaker", new() { Model = "tiny-custom-voice", Voice = "nobody" }, "Hi.", StatusCode.NotFound, ["nobody", "ryan", "vivian"] },
        { "unknown voice", new() { Model = "tiny-base", Voice = "nobody" }, "Hi.", StatusCode.NotFound, ["nobody"] },
        {
            "a mode of another model", new() { Model = "tiny-base", Mode = Mode.VoiceDesign, Instruction = "A calm voice." }, "Hi.",
            StatusCode.FailedPrecondition, ["voice_design", "tiny-voice-design"]
        },
        {
            "temperature", new() { Model = "tiny-custom-voice", Voice = "ryan", Sampling = new Sampling { Temperature = -1 } }, "Hi.",
            StatusCode.InvalidArgument, ["temperature", "-1"]
        },
        {
            "frame limit", new() { Model = "tiny-custom-voice", Voice = "ryan", Sampling = new Sampling { MaxFrames = 1_000_000 } }, "Hi.",
            StatusCode.InvalidArgument, ["max_frames", "2048"]
        },
    };

    public static TheoryData<string, byte[], StatusCode, string> Clips => new()
    {
        { "empty", [], StatusCode.InvalidArgument, "empty" },
        { "text", "This is no audio at all, only words."u8.ToArray(), StatusCode.InvalidArgument, "WAV" },
        { "short", Tone(0.1), StatusCode.InvalidArgument, "0.4" },
        { "long", Tone(61), StatusCode.InvalidArgument, "60" },
        { "large", new byte[11 << 20], StatusCode.ResourceExhausted, "10485760" },
    };

    [Theory]
    [MemberData(nameof(Utterances))]
    public async Task Synthesize_Bad_IsRefusedAndTheFleetGoesOn(string what, SynthesizeStart start, string text, StatusCode status, string[] told)
    {
        using var channel = await ChannelAsync();
        using var call = new SpeechCall(new V1.Speech.SpeechClient(channel));

        var error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await SendAsync(call, start, text);
            await call.AllAudioAsync();
        });

        Assert.True(status == error.StatusCode, $"{what}: {error.Status}");
        Assert.All(told, part => Assert.Contains(part, error.Status.Detail, StringComparison.OrdinalIgnoreCase));
        await AssertStillSpeaksAsync(channel);
    }

    [Theory]
    [MemberData(nameof(Clips))]
    public async Task CreateVoice_BadClip_IsRefusedAndLeavesNoVoice(string what, byte[] clip, StatusCode status, string told)
    {
        using var channel = await ChannelAsync();
        var voices = new Voices.VoicesClient(channel);
        using var call = voices.CreateVoice(cancellationToken: TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            try
            {
                await call.RequestStream.WriteAsync(
                    new CreateVoiceRequest { Start = new CreateVoiceStart { Name = $"bad-{what}" } }, TestContext.Current.CancellationToken);
                foreach (var piece in clip.Chunk(1 << 20))
                    await call.RequestStream.WriteAsync(new CreateVoiceRequest { Clip = ByteString.CopyFrom(piece) }, TestContext.Current.CancellationToken);
                await call.RequestStream.CompleteAsync();
            }
            catch (Exception refused) when (refused is RpcException or InvalidOperationException)
            {
                // Refused before its end: the answer says why.
            }

            await call;
        });

        Assert.True(status == error.StatusCode, $"{what}: {error.Status}");
        Assert.Contains(told, error.Status.Detail, StringComparison.OrdinalIgnoreCase);
        var left = await voices.ListVoicesAsync(new ListVoicesRequest(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.DoesNotContain(left.Voices, voice => voice.Name == $"bad-{what}");
    }

    [Fact]
    public async Task Synthesize_PastItsDeadline_IsDeadlineExceeded()
    {
        using var channel = await ChannelAsync();
        using var call = new SpeechCall(new V1.Speech.SpeechClient(channel), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(300));

        // The text never ends, so only the deadline can end the call.
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await call.StartAsync(Ryan());
            await call.AllAudioAsync();
        });

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        await AssertStillSpeaksAsync(channel);
    }

    private async Task<GrpcChannel> ChannelAsync() => GrpcChannel.ForAddress((await GoldenFleet.Of(fleets)).Address);

    private static async Task AssertStillSpeaksAsync(GrpcChannel channel)
    {
        using var call = new SpeechCall(new V1.Speech.SpeechClient(channel));
        var start = Ryan();
        start.AudioEncoding = AudioEncoding.PcmF32Le;
        start.Sampling = new Sampling { MaxFrames = 3 };
        await SendAsync(call, start, "Good morning.");
        Assert.NotEmpty(await call.AllAudioAsync());
    }

    private static async Task SendAsync(SpeechCall call, SynthesizeStart start, string text)
    {
        try
        {
            await call.StartAsync(start);
            await call.TextAsync(text);
            await call.EndAsync();
        }
        catch (Exception refused) when (refused is RpcException or InvalidOperationException)
        {
            // Refused before its end: the answer says why.
        }
    }

    private static SynthesizeStart Ryan() => new() { Model = "tiny-custom-voice", Voice = "ryan" };

    private static byte[] Tone(double seconds) => WaveWriter.Write(
        new Waveform([.. Enumerable.Range(0, (int)(24_000 * seconds)).Select(i => 0.3f * MathF.Sin(i * 0.05f))], 24_000));
}
