using System.Diagnostics;
using Qwen3Tts.AcousticDecoder.Decoding;
using Qwen3Tts.AcousticDecoder.Telemetry;
using Qwen3Tts.UnitTests.ServiceDefaults.Telemetry;

namespace Qwen3Tts.UnitTests.AcousticDecoder.Telemetry;

public sealed class DecoderTelemetryTest
{
    [Fact]
    public void Utterance_IsASpanWithItsChunksAndItsMeasures()
    {
        using var measured = new Measurements("Qwen3Tts.AcousticDecoder");
        using var telemetry = new DecoderTelemetry(measured.Factory);

        var span = telemetry.Start("model", "utterance", sampleRate: 50, TestContext.Current.CancellationToken);
        var activity = Activity.Current!;
        span.Prime(warm: true);
        span.Record(new DecodedChunk(new float[10], 2, TimeSpan.FromMilliseconds(50)));
        span.Record(new DecodedChunk(new float[15], 3, TimeSpan.FromMilliseconds(75)));
        span.Dispose();

        Assert.Equal("acoustic.decode", activity.OperationName);
        Assert.Equal(["primed", "chunk", "chunk"], activity.Events.Select(item => item.Name));
        Assert.Equal("utterance", activity.GetTagItem("qwen3tts.utterance.id"));
        Assert.Equal(["qwen3tts.model=model warm=true"], measured.TagsOf("qwen3tts.decoder.primings"));
        Assert.Equal([2, 3], measured.Of("qwen3tts.decoder.frames"));
        Assert.Equal([0.05, 0.075], measured.Of("qwen3tts.decoder.duration"));
        Assert.Equal(0.25, Assert.Single(measured.Of("qwen3tts.decoder.real_time_factor")), 1e-9);
        Assert.Equal([1, -1], measured.Of("qwen3tts.decoder.active_utterances"));
    }
}
