using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.UnitTests.Modeling.Generation;

public sealed class UtteranceTest : IDisposable
{
    private static readonly int[] Words = [.. Enumerable.Range(0, 24).Select(i => 40 + 7 * i)];
    private static readonly SamplingParameters Sampling = new(0.9f, 50, 1, 1.05f);

    private readonly GoldenCheckpoint _golden = new();
    private readonly Checkpoint _checkpoint;
    private readonly FrameGenerator _generator;

    public UtteranceTest()
    {
        _checkpoint = _golden.Open();
        _generator = FrameGenerator.Load(_checkpoint, new SessionSettings(Threads: 1));
    }

    public void Dispose()
    {
        _generator.Dispose();
        _checkpoint.Dispose();
        _golden.Dispose();
    }

    [Theory]
    [InlineData(TextDelivery.Streaming)]
    [InlineData(TextDelivery.Whole)]
    public void Step_AnySplitOfTheWords_MakesTheSameFrames(TextDelivery delivery)
    {
        var request = Request(delivery);
        var expected = Speak(request, [Words]);
        for (var seed = 0; seed < 8; seed++)
            Assert.Equal(expected, Speak(request, Pieces(new Random(seed))));
    }

    [Fact]
    public void Ready_StreamingText_WaitsForOneWordAFrame()
    {
        using var utterance = _generator.Start(Request(TextDelivery.Streaming));
        var frame = new int[_generator.Description.Codec.Groups];
        Assert.False(utterance.Ready);
        utterance.Append(Words.AsSpan(0, 2));
        Assert.True(utterance.Ready);
        Assert.True(utterance.Step(frame));
        Assert.True(utterance.Ready);
        Assert.True(utterance.Step(frame));
        Assert.False(utterance.Ready);
        utterance.End();
        Assert.True(utterance.Ready);
    }

    [Fact]
    public void Ready_WholeText_WaitsForItsEnd()
    {
        using var utterance = _generator.Start(Request(TextDelivery.Whole));
        utterance.Append(Words);
        Assert.False(utterance.Ready);
        utterance.End();
        Assert.True(utterance.Ready);
    }

    [Fact]
    public void Step_TakingTurns_ChangesNothing()
    {
        var first = Request(TextDelivery.Whole);
        var second = first with { Seed = 5 };
        var alone = (Speak(first, [Words]), Speak(second, [Words]));
        using var a = Begin(first);
        using var b = Begin(second);
        var frames = (new List<int>(), new List<int>());
        var frame = new int[_generator.Description.Codec.Groups];
        while (a.Finished is null || b.Finished is null)
        {
            if (a.Step(frame))
                frames.Item1.AddRange(frame);
            if (b.Step(frame))
                frames.Item2.AddRange(frame);
        }

        Assert.Equal(alone.Item1, frames.Item1);
        Assert.Equal(alone.Item2, frames.Item2);
        Assert.NotEqual(frames.Item1, frames.Item2);
    }

    [Fact]
    public void Step_AtTheFrameLimit_EndsByLength()
    {
        using var utterance = Begin(Request(TextDelivery.Whole) with { MaxFrames = 2 });
        var frame = new int[_generator.Description.Codec.Groups];
        Assert.True(utterance.Step(frame));
        Assert.True(utterance.Step(frame));
        Assert.False(utterance.Step(frame));
        Assert.Equal(FinishReason.Length, utterance.Finished);
        Assert.Equal(2, utterance.Frames);
    }

    [Fact]
    public void Step_AfterALongPrompt_GoesOn()
    {
        // A prompt of 600 positions takes many runs, and many pages of keys and values.
        using var utterance = _generator.Start(Request(TextDelivery.Whole) with { MaxFrames = 3 });
        for (var i = 0; i < 25; i++)
            utterance.Append(Words);
        utterance.End();
        var frame = new int[_generator.Description.Codec.Groups];
        while (utterance.Step(frame))
            Assert.All(frame, code => Assert.InRange(code, 0, _generator.Description.Codec.CodebookSize - 1));
        Assert.NotNull(utterance.Finished);
    }

    [Fact]
    public void Start_LanguageThatIsNotThere_ListsThoseThatAre()
    {
        var error = Assert.Throws<SpeechException>(() => _generator.Start(Request(TextDelivery.Whole) with { Language = "klingon" }));
        Assert.Equal(SpeechErrorKind.NotFound, error.Kind);
        Assert.Contains("english", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_ModeThatTheCheckpointLacks_NamesThoseItHas()
    {
        var error = Assert.Throws<SpeechException>(
            () => _generator.Start(Request(TextDelivery.Whole) with { Mode = SynthesisMode.VoiceDesign }));
        Assert.Equal(SpeechErrorKind.Unsupported, error.Kind);
        Assert.Contains("CloneXVector", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_IdOutsideTheVocabulary_IsRefused()
    {
        using var utterance = _generator.Start(Request(TextDelivery.Whole));
        var error = Assert.Throws<SpeechException>(() => utterance.Append([1_000_000]));
        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
    }

    private GenerationRequest Request(TextDelivery delivery) => new(
        SynthesisMode.CloneXVector,
        "english",
        Speaker: null,
        new VoiceEmbedding([.. Enumerable.Range(0, _generator.Description.XVectorSize).Select(i => MathF.Sin(i))], ReferenceCodes: null),
        new PromptTokens([1, 2, 3], [], []),
        delivery,
        Sampling,
        Sampling with { RepetitionPenalty = 1 },
        MaxFrames: 40,
        Seed: 42);

    private Utterance Begin(GenerationRequest request)
    {
        var utterance = _generator.Start(request);
        utterance.Append(Words);
        utterance.End();
        return utterance;
    }

    private static IEnumerable<int[]> Pieces(Random random)
    {
        for (var at = 0; at < Words.Length;)
        {
            var next = Math.Min(Words.Length, at + random.Next(1, 5));
            yield return Words[at..next];
            at = next;
        }
    }

    /// <summary>Steps as soon as it can, and gives the next piece only when it cannot.</summary>
    private List<int> Speak(GenerationRequest request, IEnumerable<int[]> pieces)
    {
        using var utterance = _generator.Start(request);
        var frames = new List<int>();
        var frame = new int[_generator.Description.Codec.Groups];
        foreach (var piece in pieces)
        {
            utterance.Append(piece);
            while (utterance.Ready && utterance.Step(frame))
                frames.AddRange(frame);
        }

        utterance.End();
        while (utterance.Step(frame))
            frames.AddRange(frame);
        return frames;
    }
}
