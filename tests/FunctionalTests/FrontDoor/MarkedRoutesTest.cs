using System.Runtime.InteropServices;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.V1;
using WatermarkFinding = Qwen3Tts.Audio.Watermark.WatermarkFinding;

namespace Qwen3Tts.FunctionalTests.FrontDoor;

/// <summary>No way out of the public API lets speech leave unmarked.</summary>
public sealed class MarkedRoutesTest(FleetFixture fleets)
{
    private const string Text = "Snow covered the bridge this morning, and nobody had come to clear it. We went home early, and the river was still.";

    /// <summary>Every public method whose answer can hold bytes, and whether those are speech. A new one must be added, and where it speaks be called below.</summary>
    private static readonly Dictionary<string, bool> WaysOut = new()
    {
        ["qwen3tts.v1.Speech.Synthesize"] = true,
        // JSON: what is kept of a consent, with the person's own recordings.
        ["qwen3tts.v1.Consents.ExportConsent"] = false,
        ["qwen3tts.v1.ConsentOperations.ReadConsent"] = false,
    };

    [Fact]
    public void Methods_WhoseAnswersHoldBytes_AreAllKnown()
    {
        var methods = typeof(SpeechReflection).Assembly.GetExportedTypes()
            .Where(type => type.Namespace == typeof(SpeechReflection).Namespace && type.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(type => (FileDescriptor)type.GetProperty("Descriptor")!.GetValue(null)!)
            .SelectMany(file => file.Services).SelectMany(service => service.Methods);

        var found = methods.Where(method => HoldsBytes(method.OutputType, [])).Select(method => method.FullName);

        Assert.Equal(WaysOut.Keys.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.Equal(["qwen3tts.v1.Speech.Synthesize"], WaysOut.Where(way => way.Value).Select(way => way.Key));
    }

    [Theory]
    [InlineData(AudioEncoding.PcmS16Le)]
    [InlineData(AudioEncoding.PcmF32Le)]
    public async Task Synthesize_CarriesTheMarkThatItNames(AudioEncoding encoding)
    {
        var (headers, started, speech) = await SpeakAsync(await fleets.NanoAsync(), encoding);

        var finding = Assert.Single(Detect(FleetFixture.WatermarkKey, speech));
        Assert.True(started.Watermarked);
        Assert.Equal(started.WatermarkPayload, finding.Payload?.ToString());
        Assert.Empty(Detect("ff" + FleetFixture.WatermarkKey[2..], speech));
        Assert.Equal(("true", "on"), (headers.GetValue("x-qwen3tts-ai-generated"), headers.GetValue("x-qwen3tts-watermark")));
    }

    [Fact]
    public async Task Synthesize_SwitchedOff_SaysSo()
    {
        var (headers, started, speech) = await SpeakAsync(await fleets.UnmarkedAsync(), AudioEncoding.PcmS16Le);

        Assert.Empty(Detect(FleetFixture.WatermarkKey, speech));
        Assert.False(started.Watermarked);
        Assert.Empty(started.WatermarkPayload);
        Assert.Equal(("true", "off"), (headers.GetValue("x-qwen3tts-ai-generated"), headers.GetValue("x-qwen3tts-watermark")));
    }

    private static IReadOnlyList<WatermarkFinding> Detect(string key, float[] speech) =>
        new WatermarkDetector(WatermarkKey.Parse(key)).Detect(new Waveform(speech, 24_000), TestContext.Current.CancellationToken);

    private static async Task<(Metadata Headers, SynthesizeStarted Started, float[] Speech)> SpeakAsync(LocalFleet fleet, AudioEncoding encoding)
    {
        using var channel = GrpcChannel.ForAddress(fleet.Address);
        using var call = new V1.Speech.SpeechClient(channel).Synthesize(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(
            new SynthesizeRequest { Start = new SynthesizeStart { Voice = "joe", Seed = 1, AudioEncoding = encoding, Delivery = V1.Delivery.File } },
            TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(new SynthesizeRequest { Text = Text }, TestContext.Current.CancellationToken);
        await call.RequestStream.CompleteAsync();
        SynthesizeStarted? started = null;
        SynthesizeFinished? finished = null;
        var speech = new List<float>();
        await foreach (var response in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            started = response.Started ?? started;
            finished = response.Finished ?? finished;
            var pcm = response.Audio is { } audio ? audio.Pcm.Span : default;
            speech.AddRange(encoding is AudioEncoding.PcmF32Le ? MemoryMarshal.Cast<byte, float>(pcm) : Pcm16.ToFloat(pcm));
        }

        Assert.Equal((ulong)speech.Count, finished!.Samples);
        return (await call.ResponseHeadersAsync, started!, [.. speech]);
    }

    private static bool HoldsBytes(MessageDescriptor message, HashSet<MessageDescriptor> seen) => seen.Add(message) && message.Fields.InDeclarationOrder().Any(
        field => field.FieldType is FieldType.Bytes || (field.FieldType is FieldType.Message && HoldsBytes(field.MessageType, seen)));
}
