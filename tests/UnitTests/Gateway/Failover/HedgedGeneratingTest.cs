using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Gateway.Failover;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.UnitTests.ServiceDefaults.Telemetry;

namespace Qwen3Tts.UnitTests.Gateway.Failover;

public sealed class HedgedGeneratingTest : IDisposable
{
    private static readonly TimeSpan After = TimeSpan.FromMilliseconds(300);
    private static readonly PromptTokens Prompt = new([], [], []);
    private static readonly Utterance Streamed = new(
        "id",
        new ModelDescription("actors", ModelKind.CustomVoice, [], ["Ryan"], false, 0, new CodecFormat("fake", 1, 10, 1000, 1)),
        SynthesisMode.CustomVoice, "auto", "Ryan", null, "", TextDelivery.Streaming, new SamplingOverrides(), 1, AudioEncoding.PcmF32);

    private readonly WatchedTime _time = new();
    private readonly Measurements _measured = new(GatewayMetrics.Source);
    private readonly GatewayMetrics _metrics;
    private readonly Workers _workers = new();
    private HedgedStages _stages;

    public HedgedGeneratingTest()
    {
        _metrics = new GatewayMetrics(_measured.Factory);
        _stages = Stages(share: 1);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FirstFrame_ThatIsLate_IsAskedForTwice_AndTheFirstToHaveItGoesOnAlone()
    {
        var (stream, reading) = await BeginAsync();
        await stream.SendAsync(new TokenUnits([7], End: false), Ct);
        var next = await LateAsync(reading);
        Assert.Equal(["start", "7"], _workers.Second.Told);

        _workers.Second.Make(1);
        Assert.True(await next);
        Assert.Equal(1, reading.Current.Codes[0]);
        Assert.True(_workers.First.IsDisposed);
        _workers.First.Make(99);
        _workers.Second.Make(2);
        _workers.Second.End();

        Assert.True(await reading.MoveNextAsync());
        Assert.Equal(2, reading.Current.Codes[0]);
        Assert.False(await reading.MoveNextAsync());
        Assert.NotNull(stream.Finished);
        Assert.False(_workers.Second.IsDisposed);
        Assert.Equal(1, _measured.Of("qwen3tts.gateway.hedges").Sum());
    }

    [Fact]
    public async Task FirstGenerator_ThatHasItAfterAll_GoesOn_AndTheOtherIsLetGo()
    {
        var (stream, reading) = await BeginAsync();
        await stream.SendAsync(new TokenUnits([7], End: true), Ct);
        var next = await LateAsync(reading);

        _workers.First.Make(1);

        Assert.True(await next);
        Assert.True(_workers.Second.IsDisposed);
        await stream.EndAsync();
        Assert.Equal(["start", "7", "end"], _workers.First.Told);
        Assert.Equal(["start", "7"], _workers.Second.Told);
    }

    [Fact]
    public async Task FirstFrame_InTime_IsAskedForOnce()
    {
        var (stream, reading) = await BeginAsync();
        await stream.SendAsync(new TokenUnits([7], End: true), Ct);
        var next = reading.MoveNextAsync();
        await _time.TimerAsync();
        _time.Advance(After / 2);

        _workers.First.Make(1);

        Assert.True(await next);
        _time.Advance(After);
        Assert.Equal(1, _workers.Opened);
    }

    [Theory]
    [InlineData(TextDelivery.Streaming, SynthesisMode.CustomVoice, false)]
    [InlineData(TextDelivery.Whole, SynthesisMode.CustomVoice, true)]
    [InlineData(TextDelivery.Streaming, SynthesisMode.CloneInContext, true)]
    public async Task Generator_ThatWaitsForText_IsNotLate(TextDelivery delivery, SynthesisMode mode, bool hasWords)
    {
        var (stream, reading) = await BeginAsync(Streamed with { Delivery = delivery, Mode = mode });
        if (hasWords)
            await stream.SendAsync(new TokenUnits([7], End: false), Ct);
        var next = reading.MoveNextAsync();
        await _workers.First.Reading;

        _workers.First.Make(1);

        Assert.True(await next);
        Assert.Equal((1, 0), (_workers.Opened, _time.Timers));
    }

    [Fact]
    public async Task Generation_ThatGoesOnFromFrames_IsAskedForOnce()
    {
        var (stream, reading) = await BeginAsync(made: new CodeFrames(1, [5]));
        await stream.SendAsync(new TokenUnits([7], End: true), Ct);
        var next = reading.MoveNextAsync();
        await _workers.First.Reading;

        _workers.First.Make(1);

        Assert.True(await next);
        Assert.Equal((1, 0), (_workers.Opened, _time.Timers));
    }

    [Fact]
    public async Task FirstGenerator_ThatIsLostMeanwhile_LeavesItToTheOther()
    {
        var (stream, reading) = await BeginAsync();
        await stream.SendAsync(new TokenUnits([7], End: true), Ct);
        var next = await LateAsync(reading);

        _workers.First.Lose();
        _workers.Second.Make(1);

        Assert.True(await next);
        Assert.Equal(1, reading.Current.Codes[0]);
    }

    [Fact]
    public async Task Other_ThatIsLostMeanwhile_ChangesNothing()
    {
        var (stream, reading) = await BeginAsync();
        await stream.SendAsync(new TokenUnits([7], End: true), Ct);
        var next = await LateAsync(reading);

        _workers.Second.Lose();
        _workers.First.Make(1);

        Assert.True(await next);
        Assert.Equal(1, reading.Current.Codes[0]);
    }

    [Fact]
    public async Task Both_ThatAreLost_AreAnError()
    {
        var (stream, reading) = await BeginAsync();
        await stream.SendAsync(new TokenUnits([7], End: true), Ct);
        var next = await LateAsync(reading);

        _workers.First.Lose();
        _workers.Second.Lose();

        Assert.Equal(SpeechErrorKind.Unavailable, (await Assert.ThrowsAsync<SpeechException>(async () => await next)).Kind);
    }

    [Fact]
    public async Task Text_ThatComesMeanwhile_GoesToBoth_AndThenToWhoeverGoesOn()
    {
        var (stream, reading) = await BeginAsync();
        await stream.SendAsync(new TokenUnits([7], End: false), Ct);
        var next = await LateAsync(reading);
        await stream.SendAsync(new TokenUnits([8], End: false), Ct);
        _workers.Second.Make(1);
        Assert.True(await next);

        await stream.SendAsync(new TokenUnits([9], End: true), Ct);

        Assert.Equal(["start", "7", "8"], _workers.First.Told);
        Assert.Equal(["start", "7", "8", "9"], _workers.Second.Told);
        stream.Abandon();
        Assert.Equal((false, true), (_workers.First.IsAbandoned, _workers.Second.IsAbandoned));
    }

    [Fact]
    public async Task Hedges_AreAShareOfAllGenerations()
    {
        _stages = Stages(share: 0.5);
        var hedged = new List<bool>();
        for (var i = 0; i < 6; i++)
        {
            var (stream, reading) = await BeginAsync();
            var before = _workers.Opened;
            await stream.SendAsync(new TokenUnits([7], End: true), Ct);
            var next = await LateAsync(reading, opens: false);
            _workers.First.Make(1);
            Assert.True(await next);
            hedged.Add(_workers.Opened > before);
            stream.Dispose();
        }

        // One is there from the beginning.
        Assert.Equal([true, true, false, true, false, true], hedged);
    }

    [Fact]
    public async Task Generator_WithoutAnother_GoesOn_AndSpendsNothing()
    {
        _stages = Stages(share: 0);
        _workers.IsAlone = true;
        for (var i = 0; i < 3; i++)
        {
            var (stream, reading) = await BeginAsync();
            await stream.SendAsync(new TokenUnits([7], End: true), Ct);
            var next = await LateAsync(reading, opens: false);
            _workers.First.Make(1);
            Assert.True(await next);
        }

        Assert.Equal(3, _workers.Asked);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _measured.Dispose();
    }

    private HedgedStages Stages(double share) => new(
        _workers, new HedgePolicy(Options.Create(new FailoverOptions { HedgeAfter = After, HedgeShare = share }), _metrics, _time));

    private async Task<(IGenerating Stream, IAsyncEnumerator<CodeFrames> Reading)> BeginAsync(Utterance? utterance = null, CodeFrames? made = null)
    {
        var stream = await _stages.OpenGeneratingAsync(utterance ?? Streamed, new CallLimits(null, Ct));
        await stream.StartAsync(Prompt, new VoiceCast((utterance ?? Streamed).Mode, null, null), made, Ct);
        return (stream, stream.ReadFramesAsync(Ct).GetAsyncEnumerator(Ct));
    }

    /// <summary>Asks for the first frame and lets it be late.</summary>
    /// <param name="opens">Whether another generator is asked too.</param>
    private async Task<Task<bool>> LateAsync(IAsyncEnumerator<CodeFrames> reading, bool opens = true)
    {
        var next = reading.MoveNextAsync().AsTask();
        await _time.TimerAsync();
        _time.Advance(After);
        if (opens)
            await _workers.Second.Reading;
        return next;
    }

    /// <summary>Time that tells when somebody waits for it.</summary>
    private sealed class WatchedTime : FakeTimeProvider
    {
        private readonly SemaphoreSlim _set = new(0);

        public int Timers { get; private set; }

        public Task TimerAsync() => _set.WaitAsync(Ct);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Timers++;
            _set.Release();
            return timer;
        }
    }

    /// <summary>Two generators.</summary>
    private sealed class Workers : IStages
    {
        public GatedGenerating First { get; private set; } = null!;

        public GatedGenerating Second { get; private set; } = new();

        public bool IsAlone { get; set; }

        public int Opened { get; private set; }

        /// <summary>How often it was asked for another.</summary>
        public int Asked { get; private set; }

        public ValueTask<IGenerating> OpenGeneratingAsync(Utterance utterance, CallLimits limits, bool goesOn = false)
        {
            Opened++;
            Second = new GatedGenerating();
            return ValueTask.FromResult<IGenerating>(First = new GatedGenerating());
        }

        public IGenerating? OpenBeside(IGenerating first, Utterance utterance, CallLimits limits)
        {
            Assert.Same(First, first);
            Asked++;
            if (IsAlone)
                return null;
            Opened++;
            return Second;
        }

        public ValueTask<ITokenizing> OpenTokenizingAsync(Utterance utterance, CallLimits limits) => throw new NotSupportedException();

        public ValueTask<IDecoding> OpenDecodingAsync(Utterance utterance, CallLimits limits, bool goesOn = false) => throw new NotSupportedException();
    }
}
