using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Failover;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.UnitTests.ServiceDefaults.Telemetry;

namespace Qwen3Tts.UnitTests.Gateway.Failover;

/// <summary>Generators that send nothing: those that have good reasons are asked whether they are there, and kept.</summary>
public sealed class SilentGeneratorTest : IDisposable
{
    // 12.5 frames a second.
    private static readonly Utterance Utterance = new(
        "id",
        new ModelDescription("actors", ModelKind.CustomVoice, [], ["Ryan"], false, 0, new CodecFormat("fake", 1, 10, 1000, 80)),
        SynthesisMode.CustomVoice, "auto", "Ryan", null, "", TextDelivery.Streaming, new SamplingOverrides(), 1, AudioEncoding.PcmF32);

    private readonly Measurements _measured = new(GatewayMetrics.Source);
    private readonly GatewayMetrics _metrics;
    private readonly FailoverPolicy _policy;
    private readonly Workers _workers = new();
    private readonly FailoverGenerating _stream;
    private readonly IAsyncEnumerator<CodeFrames> _frames;

    public SilentGeneratorTest()
    {
        _metrics = new GatewayMetrics(_measured.Factory);
        var options = new FailoverOptions { StallFloor = TimeSpan.FromSeconds(0.1), StallAfter = TimeSpan.FromSeconds(0.3) };
        _policy = new FailoverPolicy(Options.Create(options), _metrics, TimeProvider.System, NullLogger<FailoverPolicy>.Instance);
        var limits = new CallLimits(null, Ct);
        _stream = new FailoverGenerating(_workers, Utterance, limits, _policy, _workers.Open());
        _frames = _stream.ReadFramesAsync(Ct).GetAsyncEnumerator(Ct);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generator_ThatLeavesAloneWhatIsFarAheadOfItsPlayback_IsKept()
    {
        await BeginAsync(tokens: 200, frames: 100);

        await KeepsSilenceAsync(_workers.Last);

        Assert.Single(_workers.Opened);
    }

    [Fact]
    public async Task Generator_WhoseListenerIsAboutToRunOut_IsLeft()
    {
        await BeginAsync(tokens: 200, frames: 2);

        var next = _frames.MoveNextAsync().AsTask();
        await Eventually.Until(() => _workers.Opened.Count is 2);

        Assert.True(_workers.Opened[0].IsAbandoned);
        _workers.Last.Make(7);
        Assert.True(await next);
        Assert.Equal([false, true], _workers.GoOn);
    }

    [Fact]
    public async Task NextGenerator_ThatHasOthersToServeFirst_IsKept()
    {
        await BeginAsync(tokens: 200, frames: 2);
        var next = _frames.MoveNextAsync().AsTask();
        _workers.Last.Lose();
        await Eventually.Until(() => _workers.Opened.Count is 2);

        await Eventually.Until(() => _workers.Last.Asked > 2);
        _workers.Last.Make(7);

        Assert.True(await next);
        Assert.Equal(2, _workers.Opened.Count);
    }

    [Fact]
    public async Task Generator_WhoseTextComesBackAfterASilence_IsKeptWhileItsTurnHasNotCome()
    {
        await BeginAsync(tokens: 3, frames: 2);
        await Task.Delay(TimeSpan.FromSeconds(0.6), Ct);
        await _stream.SendAsync(new TokenUnits([1, 2, 3], End: false), Ct);

        await KeepsSilenceAsync(_workers.Last);

        Assert.Single(_workers.Opened);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _policy.Dispose();
        _metrics.Dispose();
        _measured.Dispose();
    }

    private async Task BeginAsync(int tokens, int frames)
    {
        await _stream.StartAsync(new PromptTokens([], [], []), new VoiceCast(SynthesisMode.CustomVoice, "Ryan", null), null, Ct);
        await _stream.SendAsync(new TokenUnits(new int[tokens], End: false), Ct);
        for (var frame = 0; frame < frames; frame++)
            _workers.Last.Make(frame);
        for (var frame = 0; frame < frames; frame++)
            Assert.True(await _frames.MoveNextAsync());
    }

    /// <summary>Says nothing until it has been asked whether it is there, again and again, and then makes a frame.</summary>
    private async Task KeepsSilenceAsync(GatedGenerating worker)
    {
        var next = _frames.MoveNextAsync().AsTask();
        await Eventually.Until(() => worker.Asked > 2);
        worker.Make(7);
        Assert.True(await next);
    }

    private sealed class Workers : IStages
    {
        public List<GatedGenerating> Opened { get; } = [];

        /// <summary>Of each, whether it goes on with what another had begun.</summary>
        public List<bool> GoOn { get; } = [];

        public GatedGenerating Last => Opened[^1];

        public GatedGenerating Open(bool goesOn = false)
        {
            GoOn.Add(goesOn);
            Opened.Add(new GatedGenerating { HasOther = true });
            return Last;
        }

        public ValueTask<IGenerating> OpenGeneratingAsync(Utterance utterance, CallLimits limits, bool goesOn = false) =>
            ValueTask.FromResult<IGenerating>(Open(goesOn));

        public IGenerating? OpenBeside(IGenerating first, Utterance utterance, CallLimits limits) => throw new NotSupportedException();

        public ValueTask<ITokenizing> OpenTokenizingAsync(Utterance utterance, CallLimits limits) => throw new NotSupportedException();

        public ValueTask<IDecoding> OpenDecodingAsync(Utterance utterance, CallLimits limits, bool goesOn = false) => throw new NotSupportedException();
    }
}
