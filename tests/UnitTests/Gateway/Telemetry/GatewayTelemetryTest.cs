using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Qwen3Tts.Gateway.Consent.Verification;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.UnitTests.Gateway.Consent;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Telemetry;

public sealed class GatewayTelemetryTest
{
    [Fact]
    public async Task Utterance_IsOneSpan_WithACallToEachServiceBelowIt()
    {
        var spans = new Spans();
        await using var fleet = FakeFleet.Usual();
        fleet.AddToGateway = builder => builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(spans));
        await fleet.Start(("Telemetry:Enabled", "true"));
        string id;
        using (var call = fleet.Open())
            id = (await call.Say(new SynthesizeStart { Voice = "joe" }, "a")).Started!.UtteranceId;
        await fleet.Gateway.Probe.Ended;
        await fleet.Gateway.App.StopAsync(TestContext.Current.CancellationToken);

        var utterance = Assert.Single(spans.Ended, span => id.Equals(span.GetTagItem("utterance.id")));
        Assert.Equal("gateway.synthesize", utterance.OperationName);
        Assert.Equal(("nano", "clone_x_vector", "local"), (utterance.GetTagItem("model"), utterance.GetTagItem("mode"), utterance.GetTagItem("tenant")));
        Assert.Equal(["first_audio", "first_audible"], utterance.Events.Select(item => item.Name));
        Assert.Equal(
            [
                "qwen3tts.internal.v1.AcousticDecoder/Decode", "qwen3tts.internal.v1.SpeakerEmbedding/Embed",
                "qwen3tts.internal.v1.TextFrontend/Tokenize", "qwen3tts.internal.v1.TokenGenerator/Generate",
            ],
            spans.Ended.Where(span => span.ParentSpanId == utterance.SpanId).Select(span => span.DisplayName).Order());
        Assert.All(spans.Ended.Where(span => span.ParentSpanId == utterance.SpanId), span => Assert.Equal(ActivityKind.Client, span.Kind));
    }

    [Fact]
    public async Task Caller_WhoLeaves_IsAnEventOfTheUtterance()
    {
        var spans = new Spans();
        await using var fleet = FakeFleet.Usual();
        fleet.AddToGateway = builder => builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(spans));
        await fleet.Start(("Telemetry:Enabled", "true"));
        string id;
        using (var call = fleet.Open())
        {
            await call.Start(new SynthesizeStart { Voice = "joe" });
            id = (await call.Next())!.Started!.UtteranceId;
            await call.Text("a");
            Assert.NotNull((await call.Next())!.Audio);
        }

        await fleet.Gateway.Probe.Ended;
        await fleet.Gateway.App.StopAsync(TestContext.Current.CancellationToken);

        var utterance = Assert.Single(spans.Ended, span => id.Equals(span.GetTagItem("utterance.id")));
        Assert.Equal(["first_audio", "first_audible", "cancelled"], utterance.Events.Select(item => item.Name));
    }

    [Fact]
    public async Task Embeddings_AreCountedByWhereTheyCameFrom()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var measured = new Measured(fleet.Gateway.App.Services.GetRequiredService<IMeterFactory>());
        await fleet.CreateVoice("mine", "clip");
        var joe = new SynthesizeStart { Voice = "joe" };
        var mine = new SynthesizeStart { Voice = "mine" };
        var once = new SynthesizeStart { OneOffClone = new OneOffClone { Clip = Google.Protobuf.ByteString.CopyFromUtf8("another") } };
        foreach (var start in new[] { joe, joe, mine, mine, once, once })
        {
            using var call = fleet.Open();
            Assert.NotNull((await call.Say(start, "a")).Finished);
        }

        Assert.Equal(
            ["source=made", "source=memory", "source=store", "source=memory", "source=made", "source=shared"],
            measured.Of("qwen3tts.gateway.embeddings").Select(one => one.Tags));
    }

    [Fact]
    public async Task Utterances_AreMeasured()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var measured = new Measured(fleet.Gateway.App.Services.GetRequiredService<IMeterFactory>());
        using (var open = fleet.Open())
        {
            await open.Start(new SynthesizeStart { Voice = "joe" });
            Assert.NotNull((await open.Next())!.Started);
            Assert.Equal(1, measured.Sum("qwen3tts.gateway.active_utterances"));
            Assert.Empty(measured.Of("qwen3tts.gateway.time_to_first_audio"));

            await open.Text("a");
            Assert.NotNull((await open.Next())!.Audio);
            await open.HalfClose();
            while (await open.Next() is not null);
        }

        await fleet.Gateway.Probe.Ended;
        Assert.Equal(0, measured.Sum("qwen3tts.gateway.active_utterances"));
        foreach (var name in new[] { "qwen3tts.gateway.time_to_first_audio", "qwen3tts.gateway.real_time_factor" })
        {
            var (value, tags) = Assert.Single(measured.Of(name));
            Assert.True(value > 0);
            Assert.Equal("mode=clone_x_vector model=nano", tags);
        }

        Assert.Equal(
            (1, "marked=false mode=clone_x_vector model=nano reason=Stop tenant=local underrun=false"), Assert.Single(measured.Of("qwen3tts.gateway.utterances")));
    }

    [Fact]
    public async Task Refusals_AreCountedByKindAndTenant()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var measured = new Measured(fleet.Gateway.App.Services.GetRequiredService<IMeterFactory>());
        using var call = fleet.Open();

        await call.Start(new SynthesizeStart { Voice = "nobody" });
        Assert.Equal(global::Grpc.Core.StatusCode.NotFound, (await call.Fail()).StatusCode);

        Assert.Equal((1, "kind=NotFound tenant=local"), Assert.Single(measured.Of("qwen3tts.gateway.refusals")));
    }

    [Fact]
    public async Task Blocked_ClipsAndVoices_AreCounted()
    {
        await using var fleet = await FakeFleet.StartUsual(("Gateway:LoopbackOperates", "true"), ("Blocking:Threshold", "0.75"));
        using var measured = new Measured(fleet.Gateway.App.Services.GetRequiredService<IMeterFactory>());
        await fleet.CreateVoice("mine", ConsentCalls.Sample);
        using var call = new BlockedVoices.BlockedVoicesClient(fleet.Gateway.Channel).AddBlockedVoice(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(new AddBlockedVoiceRequest { Start = new AddBlockedVoiceStart() }, TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(
            new AddBlockedVoiceRequest { Clip = Google.Protobuf.ByteString.CopyFromUtf8(ConsentCalls.Sample) }, TestContext.Current.CancellationToken);
        await call.RequestStream.CompleteAsync();
        await call;
        await ConsentCalls.Denied(() => fleet.CreateVoice("mine2", ConsentCalls.Sample));

        Assert.Equal((1, "action=revoked"), Assert.Single(measured.Of("qwen3tts.gateway.blocked_voices")));
        Assert.Equal((1, "reason=blocked"), Assert.Single(measured.Of("qwen3tts.gateway.clone_refusals")));
    }

    [Fact]
    public async Task Consents_AndWhatIsClonedByThem_AreCounted()
    {
        await using var fleet = await ConsentCalls.Strict(0.02, Verdict.Verified);
        using var measured = new Measured(fleet.Gateway.App.Services.GetRequiredService<IMeterFactory>());
        var id = (await fleet.RequestConsent()).Consent.Id;
        await ConsentCalls.Denied(() => fleet.Clone("ada", id));
        await fleet.SubmitConsent(id);
        await fleet.Clone("ada", id);
        await ConsentCalls.Denied(() => fleet.Clone("eve", id, ConsentCalls.Stranger));
        await ConsentCalls.Denied(() => fleet.Clone("eve", ""));
        await Assert.ThrowsAsync<global::Grpc.Core.RpcException>(() => fleet.Clone("eve", new string('0', 32)));
        await fleet.Consents().EraseConsentAsync(new EraseConsentRequest { Id = id }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(
            ["state=issued", "state=pending", "state=granted", "state=revoked", "state=erased"],
            measured.Of("qwen3tts.gateway.consents").Select(one => one.Tags));
        Assert.Equal((1, "phrase=verified speaker=verified"), Assert.Single(measured.Of("qwen3tts.gateway.consent_verifications")));
        Assert.Equal((1, "ground=consent speaker_verified=True"), Assert.Single(measured.Of("qwen3tts.gateway.clones")));
        Assert.Equal(
            ["reason=issued", "reason=another_speaker", "reason=no_consent", "reason=unknown_consent"],
            measured.Of("qwen3tts.gateway.clone_refusals").Select(one => one.Tags));
    }

    [Fact]
    public async Task Attestations_AreCounted()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var measured = new Measured(fleet.Gateway.App.Services.GetRequiredService<IMeterFactory>());

        await fleet.CreateVoice("mine", "clip");

        Assert.Equal((1, "ground=attested speaker_verified=False"), Assert.Single(measured.Of("qwen3tts.gateway.clones")));
    }

    private sealed class Spans : BaseProcessor<Activity>
    {
        private readonly ConcurrentQueue<Activity> _ended = new();

        public IReadOnlyList<Activity> Ended => [.. _ended];

        public override void OnEnd(Activity data) => _ended.Enqueue(data);
    }

    /// <summary>What one host measures.</summary>
    private sealed class Measured : IDisposable
    {
        private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _all = new();
        private readonly MeterListener _listener = new();

        public Measured(IMeterFactory host)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name is GatewayMetrics.Source && instrument.Meter.Scope == host)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
            _listener.Start();
        }

        public IEnumerable<(double Value, string Tags)> Of(string name) =>
            _all.Where(one => one.Name == name).Select(one => (one.Value, one.Tags));

        public double Sum(string name) => Of(name).Sum(one => one.Value);

        public void Dispose() => _listener.Dispose();

        private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _all.Enqueue(
            (instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order())));
    }
}
