using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Pumps;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.UnitTests.Gateway.Synthesis;

/// <summary>An engine that is far ahead, a lead of one second, and frames of 100 ms that are audible from the first sample on.</summary>
public sealed class DecodePumpTest
{
    private static readonly Utterance Utterance = new(
        "id",
        new ModelDescription("actors", ModelKind.CustomVoice, [], ["Ryan"], false, 0, new CodecFormat("fake", 1, 100, 1000, 100)),
        SynthesisMode.CustomVoice, "auto", "Ryan", null, "", TextDelivery.Whole, new SamplingOverrides(), 1, AudioEncoding.PcmF32);

    private readonly FakeTimeProvider _time = new();
    private readonly FrameBuffer _buffer = new(groups: 1, held: 0);
    private readonly FadeOut _fade = new(100);
    private readonly PlaybackClock _clock;
    private readonly Decoding _decoding;

    public DecodePumpTest()
    {
        _clock = new PlaybackClock(1000, lead: 1, _time);
        _decoding = new Decoding(_clock);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Frames_AreSentALeadAheadOfPlaybackAndNoFurther()
    {
        Begin(frames: 60);
        Assert.Equal(11, _decoding.Frames.Count);

        Pass(0.099);
        Assert.Equal(11, _decoding.Frames.Count);
        Pass(0.001);
        Assert.Equal(12, _decoding.Frames.Count);
        Pass(1);
        Assert.Equal(22, _decoding.Frames.Count);
    }

    [Fact]
    public async Task RunawayCaughtWithinTheLead_IsNeverSent()
    {
        var pumping = Begin(frames: 60);
        Pass(1);

        _buffer.End(new GenerationEnd(FinishReason.Runaway, Since: 30, new CodeFrames(1, [60])));
        Pass(10);
        await pumping;

        Assert.Equal(Enumerable.Range(0, 31), _decoding.Frames);
        Assert.True(_fade.Reaches(3001));
        Assert.False(_fade.Reaches(3000));
    }

    [Fact]
    public async Task RunawayCaughtAfterItWasSent_EndsWithTheNextFrame()
    {
        var pumping = Begin(frames: 60);
        Pass(1);

        _buffer.End(new GenerationEnd(FinishReason.Runaway, Since: 15, new CodeFrames(1, [60])));
        Pass(10);
        await pumping;

        Assert.Equal(Enumerable.Range(0, 22), _decoding.Frames);
        Assert.True(_fade.Reaches(2101));
    }

    private Task Begin(int frames)
    {
        _buffer.Add(new CodeFrames(1, [.. Enumerable.Range(0, frames)]));
        return new DecodePump(Utterance, Task.FromResult(new VoiceCast(SynthesisMode.CustomVoice, "Ryan", null)), _buffer, _clock, _fade, new RestartableDecoding(() => throw new NotSupportedException(), _decoding), new StretchPlan(Utterance.Model.Codec, ProsodySettings.Neutral)).RunAsync(Ct);
    }

    // In steps, and each told of: a frame that is sent sets the timer of the next.
    private void Pass(double seconds)
    {
        for (var left = TimeSpan.FromSeconds(seconds); left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(1))
            _time.Advance(TimeSpan.FromMilliseconds(1));
    }

    /// <summary>A client that has every frame's samples at once.</summary>
    private sealed class Decoding(PlaybackClock clock) : IDecoding
    {
        public List<int> Frames { get; } = [];

        public Task StartAsync(CodeFrames? context, int before, CancellationToken cancellation) => Task.CompletedTask;

        public Task SendAsync(CodeFrames frames, long firstFrame, CancellationToken cancellation)
        {
            Frames.Add(frames.Codes[0]);
            clock.Delivered([.. Enumerable.Repeat(0.5f, 100)]);
            return Task.CompletedTask;
        }

        public Task EndAsync() => Task.CompletedTask;

        public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSamplesAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task Leaving => new TaskCompletionSource().Task;

        public Task<bool> AnswersAsync() => Task.FromResult(true);

        public bool HasOther => false;

        public bool HasRoomElsewhere => false;

        public void Abandon()
        {
        }

        public void Dispose()
        {
        }
    }
}
