using CsCheck;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.UnitTests.Modeling.Generation;

/// <summary>The law: what an utterance says depends neither on who shares its runs nor on where it began.</summary>
public sealed class FrameBatchTest : IDisposable
{
    private const int MaxFrames = 14;
    private static readonly int[] Words = [.. Enumerable.Range(0, 20).Select(i => 30 + 11 * i)];

    private readonly GoldenCheckpoint _golden = new();
    private readonly Checkpoint _checkpoint;

    public FrameBatchTest() => _checkpoint = _golden.Open();

    public void Dispose()
    {
        _checkpoint.Dispose();
        _golden.Dispose();
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("bf16")]
    [InlineData("int8")]
    [InlineData("fp16")]
    [InlineData("int4")]
    [InlineData("int4a")]
    [InlineData("int8,talker.gate_proj=bf16")]
    [InlineData("int4,predictor=fp32,talker.down_proj=int8")]
    public void Advance_UtterancesThatJoinAndLeaveAtAnyTime_MakeWhatTheyMakeAlone(string precision)
    {
        // One of them knows the beginnings of utterances that it has made before.
        using var generator = Load(precision, threads: 2, warmBytes: 1 << 20);
        using var other = Load(precision, threads: 1);
        var alone = Enumerable.Range(0, 8).Select(i => Alone(other, Request(other, i))).ToArray();
        Gen.Select(Gen.Int[0, 6].Array[8], Gen.Int).Sample(
            (joins, seed) =>
            {
                var random = new Random(seed);
                var open = new List<(int Index, Utterance Utterance)>();
                var made = alone.Select(_ => new List<int>()).ToArray();
                for (var run = 0; run < 200 && (run <= 6 || open.Count > 0); run++)
                {
                    for (var i = 0; i < joins.Length; i++)
                    {
                        if (joins[i] == run)
                            open.Add((i, Begin(generator, Request(generator, i))));
                    }

                    // Not all of those that are open take part in every run.
                    var part = open.Where(_ => random.Next(4) > 0).ToArray();
                    random.Shuffle(part);
                    generator.Advance(part.Select(entry => entry.Utterance).ToArray());
                    foreach (var (index, utterance) in part.Where(entry => entry.Utterance.HasFrame))
                        made[index].AddRange(utterance.Frame);
                    foreach (var entry in part.Where(entry => entry.Utterance.Finished is not null))
                    {
                        entry.Utterance.Dispose();
                        open.Remove(entry);
                    }
                }

                Assert.Equal(alone, made);
            },
            iter: 6,
            threads: 1);
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("int8")]
    [InlineData("int4")]
    public void Start_FromTheFramesSoFar_GoesOnExactlyAtEveryFrame(string precision)
    {
        using var generator = Load(precision, threads: 2);
        var groups = generator.Description.Codec.Groups;
        foreach (var index in new[] { 0, 1 })
        {
            var request = Request(generator, index);
            var whole = Alone(generator, request);
            for (var frames = 0; frames <= whole.Count / groups; frames++)
            {
                var made = whole[..(frames * groups)];
                using var utterance = Begin(generator, request, new CodeFrames(groups, [.. made]));
                var frame = new int[groups];
                while (utterance.Step(frame))
                    made.AddRange(frame);
                Assert.Equal(whole, made);
            }
        }
    }

    [Fact]
    public void Advance_InSteadyState_AllocatesNothing()
    {
        using var generator = Load("int8", threads: 2);
        var utterances = Enumerable.Range(0, 4).Select(i => Begin(generator, Request(generator, i) with { MaxFrames = 200 })).ToArray();
        for (var run = 0; run < 10; run++)
            generator.Advance(utterances);

        var frames = utterances.Sum(utterance => utterance.Frames);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var run = 0; run < 50; run++)
            generator.Advance(utterances);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(frames + 4 * 50, utterances.Sum(utterance => utterance.Frames));
        foreach (var utterance in utterances)
            utterance.Dispose();
    }

    private FrameGenerator Load(string precision, int threads, long warmBytes = 0) =>
        FrameGenerator.Load(_checkpoint, new SessionSettings(threads, Precision: PrecisionPlan.Parse(precision)) { WarmBytes = warmBytes });

    private static GenerationRequest Request(FrameGenerator generator, int index) => new(
        SynthesisMode.CloneXVector,
        "english",
        Speaker: null,
        new VoiceEmbedding([.. Enumerable.Range(0, generator.Description.XVectorSize).Select(i => MathF.Sin(i + index))], ReferenceCodes: null),
        new PromptTokens([1, 2, 3], [], []),
        index % 2 == 0 ? TextDelivery.Streaming : TextDelivery.Whole,
        index % 3 == 0 ? new SamplingParameters(0, 0, 1, 1.05f) : new SamplingParameters(0.9f, 50, 1, 1.05f),
        index % 3 == 0 ? new SamplingParameters(0, 0, 1, 1) : new SamplingParameters(0.9f, 50, 1, 1),
        MaxFrames,
        (ulong)index);

    private static Utterance Begin(FrameGenerator generator, GenerationRequest request, CodeFrames? made = null)
    {
        var utterance = generator.Start(request, made);
        utterance.Append(Words.AsSpan(0, 5 + (int)request.Seed));
        utterance.End();
        return utterance;
    }

    private static List<int> Alone(FrameGenerator generator, GenerationRequest request)
    {
        using var utterance = Begin(generator, request);
        var frames = new List<int>();
        var frame = new int[generator.Description.Codec.Groups];
        while (utterance.Step(frame))
            frames.AddRange(frame);
        return frames;
    }
}
