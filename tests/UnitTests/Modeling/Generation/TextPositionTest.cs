using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Voices;
using Qwen3Tts.UnitTests.Architecture;

namespace Qwen3Tts.UnitTests.Modeling.Generation;

/// <summary>What frames speak, by the attention of the head that a checkpoint names.</summary>
public sealed class TextPositionTest : IDisposable
{
    private static readonly int[] Words = [.. Enumerable.Range(0, 24).Select(i => 40 + 7 * i)];

    private readonly GoldenCheckpoint _golden = new();

    public void Dispose() => _golden.Dispose();

    [Fact]
    public void WithoutAFile_IsNotKnown()
    {
        using var checkpoint = _golden.Open();
        using var generator = FrameGenerator.Load(checkpoint, new SessionSettings(Threads: 1));

        Assert.Null(checkpoint.Alignment);
        Assert.All(Speak(generator, TextDelivery.Streaming).Positions, position => Assert.Equal(-1, position));
    }

    [Theory]
    [InlineData("""{"layer": 0, "head": 0}""", TextDelivery.Streaming)]
    [InlineData("""{"layer": 1, "head": 1}""", TextDelivery.Streaming)]
    [InlineData("""{"layer": 1, "head": 2}""", TextDelivery.Whole)]
    [InlineData("""{"layer": 0, "head": 3}""", TextDelivery.Whole)]
    public void Positions_AreTheSame_GoneOnFromAnyFrame_AndAreOfWordsThatHaveCome(string alignment, TextDelivery delivery)
    {
        File.WriteAllText(Path.Combine(_golden.Folder, "alignment.json"), alignment);
        using var checkpoint = _golden.Open();
        using var generator = FrameGenerator.Load(checkpoint, new SessionSettings(Threads: 2));
        var (codes, positions) = Speak(generator, delivery);

        for (var made = 0; made < positions.Count; made += 7)
        {
            var (more, known) = Speak(generator, delivery, new CodeFrames(codes.Groups, codes.Codes[..(made * codes.Groups)].ToArray()));
            Assert.Equal(codes.Codes[(made * codes.Groups)..].ToArray(), more.Codes.ToArray());
            Assert.Equal(positions.Skip(made), known);
        }

        Assert.All(positions, position => Assert.InRange(position, 0, Words.Length));
        if (delivery is TextDelivery.Streaming)
            Assert.All(positions.Index(), frame => Assert.True(frame.Item <= frame.Index + 1, $"frame {frame.Index} speaks {frame.Item}"));
        Assert.True(positions.Distinct().Count() > 1);
    }

    [Theory]
    [InlineData("""{"layer": 4, "head": 0}""", "layer is 4; a whole number from 0 to")]
    [InlineData("""{"layer": 0, "head": -1}""", "head is -1; a whole number from 0 to")]
    [InlineData("""{"layer": 0}""", "head is missing")]
    [InlineData("""[3, 0]""", "an object is expected")]
    [InlineData("""{"layer": 0""", "cannot be read as JSON")]
    public void File_ThatNamesNoHead_IsRefusedByName(string alignment, string reason)
    {
        File.WriteAllText(Path.Combine(_golden.Folder, "alignment.json"), alignment);

        var error = Assert.Throws<SpeechException>(_golden.Open);

        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
        Assert.Contains("alignment.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static (CodeFrames Codes, List<int> Positions) Speak(FrameGenerator generator, TextDelivery delivery, CodeFrames? made = null)
    {
        var sampling = new SamplingParameters(0.9f, 50, 1, 1.05f);
        using var utterance = generator.Start(
            new GenerationRequest(
                SynthesisMode.CloneXVector,
                "english",
                Speaker: null,
                new VoiceEmbedding([.. Enumerable.Range(0, generator.Description.XVectorSize).Select(i => MathF.Sin(i))], ReferenceCodes: null),
                new PromptTokens([1, 2, 3], [], []),
                delivery,
                sampling,
                sampling with { RepetitionPenalty = 1 },
                MaxFrames: 40,
                Seed: 42),
            made);
        utterance.Append(Words);
        utterance.End();
        var (codes, positions, frame) = (new List<int>(), new List<int>(), new int[generator.Description.Codec.Groups]);
        while (utterance.Step(frame))
        {
            codes.AddRange(frame);
            positions.Add(utterance.TextPosition);
        }

        return (new CodeFrames(frame.Length, [.. codes]), positions);
    }
}
