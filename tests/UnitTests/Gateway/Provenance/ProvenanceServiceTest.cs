using Google.Protobuf;
using Grpc.Core;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.UnitTests.Fuzzing;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Provenance;

public sealed class ProvenanceServiceTest
{
    private const string Key = "00112233445566778899aabbccddeeff";
    private const int PieceBytes = 50_000;

    private static readonly float[] Speech = Audio.Watermark.Speech.Of("joe");
    private static readonly byte[] Marked = Mark(Key);

    private static readonly (string Key, string Value)[] On = [("Watermark:Enabled", "true"), ("Watermark:Key", Key)];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MarkedClip_IsFoundWithItsPayload_WholeAndInPieces()
    {
        await using var fleet = await FakeFleet.StartUsual(On);

        var whole = Assert.Single((await DetectAsync(fleet, Marked)).Findings);
        var pieces = Assert.Single((await StreamAsync(fleet, Marked)).Findings);

        Assert.Equal("1-20-300", whole.Payload);
        Assert.InRange(whole.Confidence, 0.999999, 1);
        Assert.InRange(whole.EndSeconds - whole.StartSeconds, 3, Speech.Length / 24_000.0);
        Assert.Equal(whole, pieces);
    }

    [Fact]
    public async Task ClipOfAnotherKey_OrOfNone_HasNoFindings()
    {
        await using var fleet = await FakeFleet.StartUsual(On);

        Assert.Empty((await DetectAsync(fleet, Mark("ff112233445566778899aabbccddeeff"))).Findings);
        Assert.Empty((await DetectAsync(fleet, WaveWriter.Write(new Waveform(Speech, 24_000)))).Findings);
    }

    [Fact]
    public async Task SwitchedOff_IsRefusedWithTheSetting()
    {
        await using var fleet = await FakeFleet.StartUsual();

        var error = await Assert.ThrowsAsync<RpcException>(() => DetectAsync(fleet, Marked));

        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Contains("Watermark:Enabled", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClipThatIsTooLarge_IsRefusedWithTheSetting()
    {
        await using var fleet = await FakeFleet.StartUsual([.. On, ("Provenance:MaxClipBytes", "100000")]);

        var whole = await Assert.ThrowsAsync<RpcException>(() => DetectAsync(fleet, Marked));
        var pieces = await Assert.ThrowsAsync<RpcException>(() => StreamAsync(fleet, Marked));

        Assert.Equal((StatusCode.InvalidArgument, StatusCode.InvalidArgument), (whole.StatusCode, pieces.StatusCode));
        Assert.Contains("Provenance:MaxClipBytes", whole.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(whole.Status.Detail, pieces.Status.Detail);
    }

    [Fact]
    public async Task DamagedClips_AreSearchedOrInvalid()
    {
        await using var fleet = await FakeFleet.StartUsual(On);
        var mutator = new Mutator(1, "RIFF", "WAVE", "fmt ", "data");
        var invalid = 0;
        const int Rounds = 40;
        for (var round = 0; round < Rounds; round++)
        {
            try
            {
                await DetectAsync(fleet, round % 2 is 0 ? mutator.Mutate(Marked) : mutator.Mutate(Marked, ..WaveWriter.HeaderBytes));
            }
            catch (RpcException error)
            {
                Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
                invalid++;
            }
        }

        Assert.InRange(invalid, 1, Rounds - 1);
    }

    private static async Task<DetectWatermarkResponse> DetectAsync(FakeFleet fleet, byte[] file) =>
        await new V1.Provenance.ProvenanceClient(fleet.Gateway.Channel).DetectWatermarkInClipAsync(
            new DetectWatermarkInClipRequest { Audio = ByteString.CopyFrom(file) }, cancellationToken: Ct);

    private static async Task<DetectWatermarkResponse> StreamAsync(FakeFleet fleet, byte[] file)
    {
        using var call = new V1.Provenance.ProvenanceClient(fleet.Gateway.Channel).DetectWatermark(cancellationToken: Ct);
        try
        {
            foreach (var piece in file.Chunk(PieceBytes))
                await call.RequestStream.WriteAsync(new DetectWatermarkRequest { Audio = ByteString.CopyFrom(piece) }, Ct);
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // Refused in the middle; the answer says why.
        }

        return await call;
    }

    private static byte[] Mark(string key)
    {
        var embedder = new WatermarkEmbedder(WatermarkKey.Parse(key), new WatermarkPayload(1, 20, 300));
        var marked = new float[Speech.Length];
        var written = embedder.Process(Speech, marked);
        embedder.Flush(marked.AsSpan(written));
        return WaveWriter.Write(new Waveform(marked, 24_000));
    }
}
