using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Qwen3Tts.TextFrontend.Telemetry;
using Qwen3Tts.UnitTests.TextFrontend.Grpc;

namespace Qwen3Tts.UnitTests.TextFrontend.Telemetry;

public sealed class TextFrontendTelemetryTest
{
    private const string Text = "Hello world, again";

    [Fact]
    public async Task Utterance_IsOneSpanAndCounted()
    {
        await using TextFrontendHost host = await TextFrontendHost.Start();
        var measured = new ConcurrentQueue<(string Name, string? Unit, double Value, object? Model)>();
        using MeterListener meters = Listen(host, measured);
        var spans = new ConcurrentQueue<Activity>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TextFrontendMetrics.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(activities);
        string utterance = Guid.NewGuid().ToString();

        await Speak(host, utterance);

        int tokens = Tokenizers.Nano.Encode(Text).Length;
        Activity span = Assert.Single(spans, span => Equals(span.GetTagItem("qwen3tts.utterance.id"), utterance));
        Assert.Equal("text.tokenize", span.OperationName);
        Assert.Equal(("nano", Text.Length, tokens), (span.GetTagItem("qwen3tts.model"), span.GetTagItem("qwen3tts.characters"), span.GetTagItem("qwen3tts.tokens")));
        Assert.DoesNotContain(span.TagObjects, tag => tag.Value is string value && value.Contains("Hello", StringComparison.Ordinal));
        Assert.Equal(Text.Length, measured.Where(one => one.Name == "qwen3tts.text.characters").Sum(one => one.Value));
        Assert.Equal(tokens, measured.Where(one => one.Name == "qwen3tts.text.tokens").Sum(one => one.Value));
        var first = Assert.Single(measured, one => one.Name == "qwen3tts.text.time_to_first_token");
        Assert.Equal(("s", "nano"), (first.Unit, first.Model));
        Assert.True(first.Value > 0);
    }

    private static MeterListener Listen(TextFrontendHost host, ConcurrentQueue<(string, string?, double, object?)> measured)
    {
        var listener = new MeterListener();
        var factory = host.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == TextFrontendMetrics.Source && ReferenceEquals(instrument.Meter.Scope, factory))
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Enqueue((instrument.Name, instrument.Unit, value, tags[0].Value)));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured.Enqueue((instrument.Name, instrument.Unit, value, tags[0].Value)));
        listener.Start();
        return listener;
    }

    private static async Task Speak(TextFrontendHost host, string utterance)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var call = host.Tokenize();
        await call.RequestStream.WriteAsync(new() { Start = new() { Model = "nano", UtteranceId = utterance } }, cancellation);
        await call.RequestStream.WriteAsync(new() { Text = Text[..9] }, cancellation);
        await call.RequestStream.WriteAsync(new() { Text = Text[9..] }, cancellation);
        await call.RequestStream.WriteAsync(new() { End = new() }, cancellation);
        await call.RequestStream.CompleteAsync();
        await foreach (var _ in call.ResponseStream.ReadAllAsync(cancellation))
        {
        }
    }
}
