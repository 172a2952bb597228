using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.UnitTests.Modeling.Generation;

/// <summary>Utterances that begin as one before did take over its positions, and say what they would have said.</summary>
public sealed class WarmBeginningTest : IDisposable
{
    private const int ReferenceFrames = 40;

    private readonly GoldenCheckpoint _golden = new();
    private readonly Checkpoint _checkpoint;

    public WarmBeginningTest() => _checkpoint = _golden.Open();

    public void Dispose()
    {
        _checkpoint.Dispose();
        _golden.Dispose();
    }

    [Theory]
    [InlineData("fp32", SynthesisMode.CloneXVector, TextDelivery.Streaming)]
    [InlineData("int8", SynthesisMode.CloneXVector, TextDelivery.Whole)]
    [InlineData("fp32", SynthesisMode.CloneInContext, TextDelivery.Streaming)]
    [InlineData("int4", SynthesisMode.CloneInContext, TextDelivery.Streaming)]
    [InlineData("int8", SynthesisMode.CloneInContext, TextDelivery.Whole)]
    public void Utterance_InAVoiceHeardBefore_FeedsOnlyItsOwnRows_AndMakesTheSameFrames(string precision, SynthesisMode mode, TextDelivery delivery)
    {
        using var cold = Load(precision, warmBytes: 0);
        using var warm = Load(precision, warmBytes: 16 << 20);
        Speak(warm, Request(warm, mode, delivery, voice: 1), words: 3);

        var (expected, coldRows) = Speak(cold, Request(cold, mode, delivery, voice: 1), words: 9);
        var (frames, warmRows) = Speak(warm, Request(warm, mode, delivery, voice: 1), words: 9);
        var (expectedOther, _) = Speak(cold, Request(cold, mode, delivery, voice: 2), words: 9);
        var (other, otherRows) = Speak(warm, Request(warm, mode, delivery, voice: 2), words: 9);

        Assert.Equal(expected, frames);
        Assert.Equal(expectedOther, other);
        Assert.NotEqual(expected, expectedOther);
        // In context, streaming, what goes with the reference's later frames is the new text's already.
        Assert.InRange(warmRows, 1, mode is SynthesisMode.CloneInContext && delivery is TextDelivery.Streaming ? ReferenceFrames : 11 + (mode is SynthesisMode.CloneInContext ? ReferenceFrames : 0));
        Assert.True(warmRows < coldRows, $"{warmRows} rows, of {coldRows}");
        Assert.Equal(coldRows, otherRows);
    }

    [Fact]
    public void Utterance_TellsWhetherItBeganWarm_AndHowMuchMemoryItHas()
    {
        using var cold = Load("fp32", warmBytes: 0);
        using var warm = Load("fp32", warmBytes: 16 << 20);

        Assert.Null(BeganWarm(cold));
        Assert.False(BeganWarm(warm));
        Assert.True(BeganWarm(warm));

        static bool? BeganWarm(FrameGenerator generator)
        {
            bool? began;
            using (var utterance = generator.Start(Request(generator, SynthesisMode.CloneXVector, TextDelivery.Streaming, voice: 1)))
            {
                utterance.Append([30, 41, 52]);
                utterance.End();
                Assert.Null(utterance.BeganWarm);
                Assert.Equal(0, generator.KeyValueUse);
                // What it leaves is taken when its second frame is begun.
                utterance.Step(new int[generator.Description.Codec.Groups]);
                utterance.Step(new int[generator.Description.Codec.Groups]);
                Assert.InRange(generator.KeyValueUse, double.Epsilon, 1);
                began = utterance.BeganWarm;
            }

            Assert.Equal(0, generator.KeyValueUse);
            return began;
        }
    }

    private static (List<int> Frames, int Rows) Speak(FrameGenerator generator, GenerationRequest request, int words)
    {
        using var utterance = generator.Start(request);
        utterance.Append([.. Enumerable.Range(0, words).Select(i => 30 + 11 * i)]);
        utterance.End();
        utterance.Prepare();
        var rows = utterance.PendingRows;
        var frames = new List<int>();
        var frame = new int[generator.Description.Codec.Groups];
        while (utterance.Step(frame))
            frames.AddRange(frame);
        return (frames, rows);
    }

    private FrameGenerator Load(string precision, long warmBytes) =>
        FrameGenerator.Load(_checkpoint, new SessionSettings(Threads: 1, Precision: PrecisionPlan.Parse(precision)) { WarmBytes = warmBytes });

    private static GenerationRequest Request(FrameGenerator generator, SynthesisMode mode, TextDelivery delivery, int voice)
    {
        var codec = generator.Description.Codec;
        var codes = Enumerable.Range(0, ReferenceFrames * codec.Groups).Select(i => (i + 5 * voice) * 31 % codec.CodebookSize).ToArray();
        var context = mode is SynthesisMode.CloneInContext;
        return new GenerationRequest(
            mode,
            "english",
            Speaker: null,
            new VoiceEmbedding(
                [.. Enumerable.Range(0, generator.Description.XVectorSize).Select(i => MathF.Sin(i * voice))], context ? new CodeFrames(codec.Groups, codes) : null),
            new PromptTokens([1, 2, 3], [], context ? [.. Enumerable.Range(40, 12)] : []),
            delivery,
            new SamplingParameters(0.9f, 50, 1, 1.05f),
            new SamplingParameters(0.9f, 50, 1, 1),
            MaxFrames: 10,
            Seed: 7);
    }
}
