using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.UnitTests.Modeling.Generation;

/// <summary>Utterances made by the graphs that other devices run, here on the processor; with <c>QWEN3TTS_DEVICE=cuda</c> and a build for GPUs, there.</summary>
public sealed class GraphGenerationTest : IDisposable
{
    private static readonly int[] Words = [.. Enumerable.Range(0, 16).Select(i => 30 + 11 * i)];

    private readonly GoldenCheckpoint _golden = new();
    private readonly Checkpoint _checkpoint;
    private readonly FrameGenerator _graphs;

    public GraphGenerationTest()
    {
        _checkpoint = _golden.Open();
        _graphs = FrameGenerator.LoadGraphs(_checkpoint, new SessionSettings(Threads: 1)
        {
            Sequences = 3,
            MaxPositions = 128,
            Device = Enum.Parse<ExecutionDevice>(Environment.GetEnvironmentVariable("QWEN3TTS_DEVICE") ?? "cpu", ignoreCase: true),
        });
    }

    public void Dispose()
    {
        _graphs.Dispose();
        _checkpoint.Dispose();
        _golden.Dispose();
    }

    [Fact]
    public void Graphs_OverTheKernelsFrames_GiveNearlyTheirLogits()
    {
        using var kernels = FrameGenerator.Load(_checkpoint, new SessionSettings(Threads: 1));
        LogitRecord expected = new(), actual = new();
        var frames = Speak(kernels, seed: 1, expected, forced: null);

        Speak(_graphs, seed: 1, actual, frames);

        AssertNear(expected.Talked, actual.Talked);
        AssertNear(expected.Predicted, actual.Predicted);
    }

    [Fact]
    public void Utterances_Together_MakeWhatTheyMakeAlone()
    {
        var alone = Enumerable.Range(0, 3).Select(seed => Speak(_graphs, (ulong)seed, null, null).Codes.ToArray()).ToArray();
        var together = Enumerable.Range(0, 3).Select(seed => Begin(_graphs, (ulong)seed)).ToArray();
        var made = together.Select(_ => new List<int>()).ToArray();
        while (together.Any(utterance => utterance.Finished is null))
        {
            _graphs.Advance(together);
            for (var i = 0; i < together.Length; i++)
            {
                if (together[i].HasFrame)
                    made[i].AddRange(together[i].Frame);
            }
        }

        Assert.Equal(alone, made.Select(codes => codes.ToArray()));
        foreach (var utterance in together)
            utterance.Dispose();
    }

    private static void AssertNear(List<float[]> expected, List<float[]> actual)
    {
        // The graphs' keys and values are in half precision.
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (left, right) in expected.Zip(actual))
        {
            var scale = left.Max(MathF.Abs);
            for (var i = 0; i < left.Length; i++)
                Assert.Equal(left[i], right[i], 0.01f * scale);
        }
    }

    private static CodeFrames Speak(FrameGenerator generator, ulong seed, LogitRecord? record, CodeFrames? forced)
    {
        using var utterance = Begin(generator, seed);
        utterance.Trace = record;
        utterance.Forced = forced;
        var frame = new int[generator.Description.Codec.Groups];
        var codes = new List<int>();
        while (utterance.Step(frame))
            codes.AddRange(frame);
        return new CodeFrames(frame.Length, [.. codes]);
    }

    private static Utterance Begin(FrameGenerator generator, ulong seed)
    {
        var sampling = new SamplingParameters(0.9f, 50, 1, 1.05f);
        var utterance = generator.Start(new GenerationRequest(
            SynthesisMode.CloneXVector,
            "english",
            Speaker: null,
            new VoiceEmbedding([.. Enumerable.Range(0, generator.Description.XVectorSize).Select(i => MathF.Sin(i))], ReferenceCodes: null),
            new PromptTokens([1, 2, 3], [], []),
            TextDelivery.Streaming,
            sampling,
            sampling with { RepetitionPenalty = 1 },
            MaxFrames: 12,
            seed));
        utterance.Append(Words);
        utterance.End();
        return utterance;
    }
}
