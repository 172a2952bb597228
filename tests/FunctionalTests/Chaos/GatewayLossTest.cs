using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Grpc.Net.Client;
using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.FunctionalTests.Executables;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.FunctionalTests.FrontDoor;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Processes;
using Qwen3Tts.V1;
using TextDelivery = Qwen3Tts.Speech.Generation.TextDelivery;

namespace Qwen3Tts.FunctionalTests.Chaos;

/// <summary>
/// Gateways are processes of their own and share their workers; the one that an utterance is spoken by is killed in the middle of it. The
/// client has the wave of an undisturbed utterance, under one mark.
/// </summary>
public sealed class GatewayLossTest : IAsyncDisposable
{
    private const ulong Seed = 5;
    private const string Begun = "The kettle was singing when the first guests came up the garden path, ";
    private const string Rest = "and nobody had laid the table yet.";
    private const string Ssml =
        "<speak>The kettle was singing <mark name=\"here\"/> when the first guests came <break time=\"300ms\"/> up the garden path, "
        + "<prosody rate=\"1.2\">and nobody had laid the table yet.</prosody></speak>";

    private readonly ProcessFleet _fleet = new(("Watermark:Key", FleetFixture.WatermarkKey));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Utterances_WhoseGatewayIsKilledInAWord_AreTheSameToTheBit()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Windows has no signals.");
        foreach (var worker in ProcessFleet.Workers)
            await _fleet.AddAsync(worker);
        var last = await _fleet.StartAsync("Gateway");
        using var unmarked = GrpcChannel.ForAddress((await _fleet.StartAsync("Gateway", own: ("Watermark:Enabled", "false"))).Address);

        foreach (var (name, request, pieces) in Utterances())
        {
            var expected = await UndisturbedAsync(unmarked, request, pieces);
            var victim = await _fleet.StartAsync("Gateway");
            using var client = new FleetClient([new Uri(victim.Address), new Uri(last.Address)]);

            AssertSame(name, expected, await SpeakAsync(client, request, pieces, () => victim.DieAsync(Ct)));
        }
    }

    // As behind a Service or a load balancer, whose address stays.
    [Fact]
    public async Task Utterance_OfAClientThatKnowsOneAddress_GoesOnThere()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Windows has no signals.");
        foreach (var worker in ProcessFleet.Workers)
            await _fleet.AddAsync(worker);
        using var unmarked = GrpcChannel.ForAddress((await _fleet.StartAsync("Gateway", own: ("Watermark:Enabled", "false"))).Address);
        var address = FreeAddress.Take().GetLeftPart(UriPartial.Authority);
        var victim = await _fleet.StartAsync("Gateway", address);
        using var client = new FleetClient(new Uri(address)) { Patience = TimeSpan.FromMinutes(2) };
        var (name, request, pieces) = Utterances().First();
        var expected = await UndisturbedAsync(unmarked, request, pieces);

        var next = Task.CompletedTask;
        var heard = await SpeakAsync(client, request, pieces, async () =>
        {
            await victim.DieAsync(Ct);
            next = _fleet.StartAsync("Gateway", address);
        });

        await next;
        AssertSame(name, expected, heard);
    }

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    private static IEnumerable<(string Name, SpeechRequest Request, string[] Pieces)> Utterances()
    {
        var request = new SpeechRequest(Voice: "joe", Seed: Seed);
        yield return ("whole text", request with { Delivery = TextDelivery.Whole }, [Begun + Rest]);
        yield return ("text still being written", request, [Begun, Rest]);
        yield return ("SSML", request with { Ssml = true, Rate = 0.9 }, [Ssml]);
    }

    private static async Task<float[]> UndisturbedAsync(GrpcChannel unmarked, SpeechRequest request, string[] pieces)
    {
        using var call = new SpeechCall(new V1.Speech.SpeechClient(unmarked));
        await call.StartAsync(new SynthesizeStart
        {
            Voice = request.Voice,
            Seed = request.Seed!.Value,
            TextDelivery = request.Delivery is TextDelivery.Whole ? V1.TextDelivery.Whole : V1.TextDelivery.Unspecified,
            InputType = request.Ssml ? InputType.Ssml : InputType.Text,
            Prosody = request.Rate is { } rate ? new Prosody { Rate = rate } : null,
            AudioEncoding = AudioEncoding.PcmF32Le,
            Delivery = Delivery.File,
        });
        await call.TextAsync(string.Concat(pieces));
        await call.EndAsync();
        return await call.AllAudioAsync();
    }

    private static void AssertSame(string name, float[] expected, byte[] heard)
    {
        var payload = Assert.Single(new WatermarkDetector(WatermarkKey.Parse(FleetFixture.WatermarkKey))
            .Detect(new Waveform(Pcm16.ToFloat(heard), WatermarkLayout.SampleRate), Ct)).Payload;
        Assert.True(Marked(expected, payload!.Value).AsSpan().SequenceEqual(heard), $"{name}: the wave is another.");
    }

    /// <summary>Speaks; the Gateway dies after the first audio, and all but the first piece of the text is written after that.</summary>
    private static async Task<byte[]> SpeakAsync(FleetClient client, SpeechRequest request, string[] pieces, Func<Task> kill)
    {
        var died = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pcm = new List<byte>();
        var (starts, marks, finished) = (0, 0, 0);
        await foreach (var happened in client.SpeakAsync(request, WriteAsync(pieces, died.Task), Ct))
        {
            starts += happened is SpeechEvent.Started ? 1 : 0;
            marks += happened is SpeechEvent.Mark ? 1 : 0;
            finished += happened is SpeechEvent.Finished ? 1 : 0;
            if (happened is not SpeechEvent.Audio audio)
                continue;
            pcm.AddRange(audio.Pcm.Span);
            if (!died.Task.IsCompleted)
            {
                await kill();
                died.SetResult();
            }
        }

        Assert.Equal((1, request.Ssml ? 1 : 0, 1), (starts, marks, finished));
        return [.. pcm];
    }

    private static async IAsyncEnumerable<string> WriteAsync(string[] pieces, Task died, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        yield return pieces[0];
        foreach (var piece in pieces.Skip(1))
        {
            await died.WaitAsync(cancellation);
            yield return piece;
        }
    }

    private static byte[] Marked(float[] samples, WatermarkPayload payload)
    {
        var embedder = new WatermarkEmbedder(WatermarkKey.Parse(FleetFixture.WatermarkKey), payload);
        var marked = new float[samples.Length + WatermarkLayout.Delay];
        var written = embedder.Process(samples, marked);
        written += embedder.Flush(marked.AsSpan(written));
        return Pcm16.FromFloat(marked.AsSpan(0, written));
    }
}
