using Qwen3Tts.Cli.Alignment;
using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Cli.Load;
using Qwen3Tts.Modeling.Alignment;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Modeling.Alignment;

public sealed class AlignmentSearchTest
{
    private static readonly SessionSettings Settings = new(Precision: PrecisionPlan.Parse("int8"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Nano_HasTheHeadsThatAlign_FarBeforeAllOthers()
    {
        using var nano = NanoCheckpoint.Trained();
        using var checkpoint = Checkpoint.Open(nano.Folder);
        Assert.Null(checkpoint.Alignment);
        var progress = new Reports();

        var finding = AlignmentSearch.Run(checkpoint, Sentences(checkpoint), Settings, progress, Cancellation);

        // Against a recogniser that is told the words the two do the same: see tests/Benchmarks.
        Assert.Equal([new(3, 0), new(4, 0)], finding.Heads.Take(2).Select(score => score.Head).OrderBy(head => head.Layer));
        Assert.All(finding.Heads.Take(2), score => Assert.InRange(score.Total, 0.8, 1));
        Assert.Equal(finding.Heads[0], finding.Trusted);
        Assert.Equal(32, finding.Heads.Count);
        Assert.All(finding.Heads.Skip(2), score => Assert.InRange(score.Total, 0, 0.35));
        // It looks at the next token as surely as those look at the one being said.
        Assert.True(finding.Of(new AlignmentHead(4, 2)) is { Sharp: > 0.8, Monotone: > 0.9, Timed: < 0.1, IsTrusted: false });
        Assert.Equal(Enumerable.Range(1, 16), progress.Values.Select(value => value.Sentences));
        Assert.Equal(new AlignmentProgress(16, 16, finding.Frames), progress.Values[^1]);
        Assert.Equal(0, finding.Endless);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void RandomWeights_HaveNoHead(ulong seed)
    {
        using var random = NanoCheckpoint.Random(seed, Cancellation);
        using var checkpoint = Checkpoint.Open(random.Folder);

        var finding = AlignmentSearch.Run(checkpoint, Sentences(checkpoint)[..8], Settings, cancellationToken: Cancellation);

        Assert.Null(finding.Trusted);
        Assert.InRange(finding.Tokens, AlignmentFinding.FewestTokens, int.MaxValue);
        Assert.All(finding.Heads, score => Assert.InRange(score.Total, 0, 0.35));
    }

    [Fact]
    public void TooFewTokens_AreNotTrusted()
    {
        using var nano = NanoCheckpoint.Trained();
        using var checkpoint = Checkpoint.Open(nano.Folder);

        var finding = AlignmentSearch.Run(checkpoint, Sentences(checkpoint)[..2], Settings, cancellationToken: Cancellation);

        Assert.InRange(finding.Tokens, 1, AlignmentFinding.FewestTokens - 1);
        Assert.Null(finding.Trusted);
    }

    [Fact]
    public void Tally_OfAHead_IsWhatServingTellsByIt()
    {
        using var golden = new GoldenCheckpoint();
        File.WriteAllText(Path.Combine(golden.Folder, "alignment.json"), """{"layer": 1, "head": 1}""");
        using var checkpoint = golden.Open();
        var (talker, settings) = (checkpoint.Configuration.Talker, new SessionSettings(Threads: 2));
        using var generator = FrameGenerator.Load(checkpoint, settings);
        foreach (var sentence in Sentences(checkpoint)[..4])
        {
            using var served = Begin(generator, sentence);
            using var watched = Begin(generator, sentence);
            var tally = AttentionTally.Of(watched, talker.Layers, talker.Heads);
            int[] frame = new int[talker.CodeGroups], other = new int[talker.CodeGroups];
            while (served.Step(frame))
            {
                Assert.True(watched.Step(other));
                tally.Take();
                Assert.Equal(frame, other);
                Assert.Equal(served.TextPosition, tally.Tracks[talker.Heads + 1].Token);
            }

            Assert.False(watched.Step(other));
            Assert.InRange(served.Frames, 2, int.MaxValue);
        }
    }

    [Fact]
    public void Gpu_IsRefused()
    {
        using var golden = new GoldenCheckpoint();
        using var checkpoint = golden.Open();

        var error = Assert.Throws<SpeechException>(
            () => AlignmentSearch.Run(checkpoint, [], Settings with { Device = ExecutionDevice.Cuda }, cancellationToken: Cancellation));

        Assert.Equal(SpeechErrorKind.Unsupported, error.Kind);
        Assert.Contains("on the processor", error.Message, StringComparison.Ordinal);
    }

    private static Utterance Begin(FrameGenerator generator, AlignmentSentence sentence)
    {
        var utterance = generator.Start(sentence.Request);
        utterance.Append(sentence.Words);
        utterance.End();
        return utterance;
    }

    private static AlignmentSentence[] Sentences(Checkpoint checkpoint) =>
        [.. AlignmentSentences.Of(checkpoint, SampleVoice.FirstOf(checkpoint, Settings), "auto", BuiltInTexts.All)];

    private sealed class Reports : IProgress<AlignmentProgress>
    {
        public List<AlignmentProgress> Values { get; } = [];

        public void Report(AlignmentProgress value) => Values.Add(value);
    }
}
