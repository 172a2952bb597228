using CsCheck;
using Qwen3Tts.Modeling.Sampling;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.TokenGenerator.Guarding;

namespace Qwen3Tts.UnitTests.TokenGenerator.Guarding;

public sealed class RunawayGuardTest
{
    private const int Groups = 16;
    private static readonly CodecFormat Codec = new("codec", Groups, CodebookSize: 2048, SampleRate: 24000, SamplesPerFrame: 1920);
    private static readonly RunawayPolicy Policy = RunawayPolicy.For(new GuardOptions(), "english", Codec)!;

    [Fact]
    public void Policy_IsInFramesOfTheCodecAndTheLanguagesTokens()
    {
        Assert.Equal(new RunawayPolicy(50, 8, 25, 38, 10), Policy);
        Assert.Equal(Policy, RunawayPolicy.For(new GuardOptions(), "English", Codec));
        Assert.Equal(8 * 33 / 27.0, RunawayPolicy.For(new GuardOptions(), "auto", Codec)!.FramesPerToken, 1e-9);
        Assert.Equal(8 * 33 / 55.0, RunawayPolicy.For(new GuardOptions(), "Korean", Codec)!.FramesPerToken, 1e-9);
        Assert.Null(RunawayPolicy.For(new GuardOptions { Enabled = false }, "english", Codec));
    }

    [Fact]
    public void Babble_EndsWhereTheTextsBudgetDoes()
    {
        var guard = new RunawayGuard(Policy, Codec);
        guard.AddText(3);
        guard.AddText(4);
        var babble = new Random(1);

        for (var i = 0; i < 50 + (7 * 8); i++)
            Assert.Equal(new Verdict(i + 1), guard.Observe(Speech(babble), surprise: 0));

        Assert.Equal(new Verdict(106, RunawayReason.Budget, 106), guard.Observe(Speech(babble), surprise: 0));
    }

    [Fact]
    public void BudgetOfTheLongestText_DoesNotOverflow()
    {
        var guard = new RunawayGuard(Policy, Codec);

        guard.AddText(int.MaxValue);

        Assert.True(guard.Budget > 1_000_000_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(25)]
    [InlineData(100)]
    public void ExactLoop_IsFoundAndAtMostItsFirstSecondIsReleased(int period)
    {
        var speech = new Random(period);
        var good = Enumerable.Range(0, 20 + period).Select(_ => Speech(speech)).ToArray();

        var (verdict, frames) = Run(good.Concat(Repeat(good[^period..])));

        Assert.Equal(RunawayReason.Loop, verdict.Runaway);
        Assert.Equal(good.Length, verdict.Since);
        Assert.InRange(verdict.Releasable - verdict.Since, 0, 12);
        Assert.InRange(frames - good.Length, 12, Math.Max(26, period + 1));
    }

    [Fact]
    public void LoopOfWhichCodesChange_IsFound() => Gen.Select(Gen.Int[5, 60], Gen.Int[0, 100_000]).Sample(
        (period, seed) =>
        {
            var speech = new Random(seed);
            var good = Enumerable.Range(0, 10 + period).Select(_ => Speech(speech)).ToArray();
            var loop = Repeat(good[^period..]).Select(frame => frame.Select(code => speech.Next(100) < 10 ? speech.Next(2048) : code).ToArray());

            var (verdict, frames) = Run(good.Concat(loop));

            Assert.Equal(RunawayReason.Loop, verdict.Runaway);
            Assert.InRange(verdict.Since, good.Length - 4, good.Length + period);
            Assert.InRange(frames - good.Length, 12, (3 * period) + 40);
        },
        iter: 300);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Silence_IsFoundAndAtMostItsFirstSecondIsReleased(int codes)
    {
        var draw = new Random(codes);
        var good = Enumerable.Range(0, 40).Select(_ => Speech(draw)).ToArray();
        var silence = Enumerable.Range(0, 100).Select(i => Speech(draw).Select((code, group) => group == 0 ? 5 + (i % codes) : code).ToArray());

        var (verdict, frames) = Run(good.Concat(silence));

        Assert.Equal(RunawayReason.Silence, verdict.Runaway);
        Assert.InRange(verdict.Since, 36, 44);
        Assert.InRange(verdict.Releasable - 40, 0, 12);
        Assert.InRange(frames, 74, 79);
    }

    [Fact]
    public void SilenceFromTheStart_BeginsThere()
    {
        var draw = new Random(2);

        var (verdict, _) = Run(Enumerable.Range(0, 100).Select(_ => Speech(draw).Select((code, group) => group == 0 ? 5 : code).ToArray()));

        Assert.Equal(new Verdict(10, RunawayReason.Silence, 0), verdict);
    }

    [Theory]
    [InlineData(8, 4)]
    [InlineData(3, 12)]
    [InlineData(2, 24)]
    public void CodesThatTheModelWouldNotSay_AreFoundAndAtMostTheirFirstSecondIsReleased(float surprise, int mostFrames)
    {
        var draw = new Random(7);
        var guard = Unlimited();
        for (var i = 0; i < 30; i++)
            guard.Observe(Speech(draw), surprise: 0);

        var (verdict, frames) = (default(Verdict), 0);
        while (verdict.Runaway is null && frames++ < 100)
            verdict = guard.Observe(Speech(draw), surprise);

        Assert.Equal((RunawayReason.Babble, 30), (verdict.Runaway, verdict.Since));
        Assert.InRange(frames, 2, mostFrames);
        Assert.InRange(verdict.Releasable, 30, 40);
    }

    [Fact]
    public void SurpriseThatIsNoNumber_CountsAsTheMost()
    {
        var draw = new Random(8);
        var guard = Unlimited();

        for (var i = 0; i < 3; i++)
            Assert.Null(guard.Observe(Speech(draw), float.NaN).Runaway);

        Assert.Equal(RunawayReason.Babble, guard.Observe(Speech(draw), float.PositiveInfinity).Runaway);
    }

    [Fact]
    public void CodesDrawnFromTheModel_AreNeverBabble() => Gen.Select(Gen.Double[0.1, 4], Gen.Int[0, 100_000]).Sample(
        (spread, seed) =>
        {
            var draw = new Random(seed);
            var guard = Unlimited();
            var sampler = new CodeSampler(200);
            var parameters = new SamplingParameters(0.9f, 50, 1, 1);
            for (var frame = 0; frame < 400; frame++)
            {
                float[] logits = [.. Enumerable.Range(0, 200).Select(_ => (float)(spread * draw.NextDouble() * draw.NextDouble() * 4))];
                var code = sampler.Draw(logits, parameters, history: null, end: null, (ulong)seed, frame, group: 0);

                Assert.Null(guard.Observe(Speech(draw), sampler.Surprise(code, logits, parameters, history: null, end: null)).Runaway);
            }
        },
        iter: 40);

    [Fact]
    public void PauseThatEnds_IsHeldAndThenReleased()
    {
        var draw = new Random(4);
        var guard = Unlimited();
        var verdict = default(Verdict);
        for (var i = 0; i < 20; i++)
            verdict = guard.Observe(Speech(draw), surprise: 0);
        for (var i = 0; i < 24; i++)
            verdict = guard.Observe(Speech(draw).Select((code, group) => group == 0 ? 5 : code).ToArray(), surprise: 0);
        Assert.InRange(verdict.Releasable, 26, 30);

        for (var i = 0; i < 6; i++)
            verdict = guard.Observe(Speech(draw), surprise: 0);

        Assert.Equal(new Verdict(50), verdict);
    }

    [Fact]
    public void Releasable_NeverFallsAndNeverPassesTheFrames() => Gen.Select(Gen.Int[1, 40], Gen.Int[0, 100_000]).Sample(
        (codes, seed) =>
        {
            var draw = new Random(seed);
            var guard = Unlimited();
            var released = 0;
            for (var frame = 1; frame < 300; frame++)
            {
                var verdict = guard.Observe(Enumerable.Range(0, Groups).Select(_ => draw.Next(codes)).ToArray(), surprise: 0);
                Assert.InRange(verdict.Releasable, released, frame);
                Assert.InRange(verdict.Since, 0, frame - 1);
                released = verdict.Releasable;
                if (verdict.Runaway is not null)
                    return;
            }
        },
        iter: 300);

    [Fact]
    public void OneGroup_IsGuardedToo()
    {
        var guard = new RunawayGuard(Policy, Codec with { Groups = 1 });
        guard.AddText(1000);
        var verdict = default(Verdict);
        for (var i = 0; verdict.Runaway is null; i++)
            verdict = guard.Observe([i % 9], surprise: 0);

        Assert.Equal((RunawayReason.Loop, 9), (verdict.Runaway, verdict.Since));
    }

    private static RunawayGuard Unlimited()
    {
        var guard = new RunawayGuard(Policy, Codec);
        guard.AddText(100_000);
        return guard;
    }

    private static (Verdict Verdict, int Frames) Run(IEnumerable<int[]> frames)
    {
        var guard = Unlimited();
        var count = 0;
        foreach (var frame in frames)
        {
            count++;
            if (guard.Observe(frame, surprise: 0) is { Runaway: not null } verdict)
                return (verdict, count);
        }

        throw new InvalidOperationException("No runaway was found.");
    }

    private static IEnumerable<int[]> Repeat(int[][] frames) => Enumerable.Range(0, 100).SelectMany(_ => frames);

    private static int[] Speech(Random draw) => Enumerable.Range(0, Groups).Select(_ => draw.Next(2048)).ToArray();
}
