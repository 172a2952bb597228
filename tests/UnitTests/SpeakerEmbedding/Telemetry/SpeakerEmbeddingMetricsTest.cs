using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Qwen3Tts.SpeakerEmbedding.Telemetry;
using static Qwen3Tts.UnitTests.SpeakerEmbedding.EmbeddingHost;

namespace Qwen3Tts.UnitTests.SpeakerEmbedding.Telemetry;

public sealed class SpeakerEmbeddingMetricsTest
{
    // A length that no other test's clip has: the activity source is the process's.
    private const double ClipSeconds = 1.375;

    [Fact]
    public async Task Embedding_IsOneSpanAndMeasured()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name is SpeakerEmbeddingMetrics.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(activities);
        await using var host = await Start(new EchoEncoder());
        var measured = new ConcurrentQueue<(string Name, double Value, object? Model)>();
        using var meters = Listen(host.Host.App.Services.GetRequiredService<IMeterFactory>(), measured);

        await host.Embed(StartOf("cloner", withCodes: true), Piece(Clip(ClipSeconds)));

        var span = Assert.Single(spans, span => span.GetTagItem("qwen3tts.clip.duration") is ClipSeconds);
        Assert.Equal("speaker.embed", span.OperationName);
        Assert.Equal(("cloner", true), (span.GetTagItem("qwen3tts.model"), span.GetTagItem("qwen3tts.codes")));
        Assert.Equal(("qwen3tts.speaker.clip.duration", ClipSeconds, "cloner"), Assert.Single(measured, one => one.Name.Contains("clip.duration", StringComparison.Ordinal)));
        Assert.True(Assert.Single(measured, one => one.Name is "qwen3tts.speaker.duration").Value > 0);
        Assert.Equal([1, -1], measured.Where(one => one.Name is "qwen3tts.speaker.active_clips").Select(one => one.Value));
    }

    private static MeterListener Listen(IMeterFactory factory, ConcurrentQueue<(string, double, object?)> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name is SpeakerEmbeddingMetrics.Source && ReferenceEquals(instrument.Meter.Scope, factory))
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured.Enqueue((instrument.Name, value, tags[0].Value)));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => measured.Enqueue((instrument.Name, value, null)));
        listener.Start();
        return listener;
    }
}
