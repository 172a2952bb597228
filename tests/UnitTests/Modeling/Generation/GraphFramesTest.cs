using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Voices;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.UnitTests.Modeling.Generation;

/// <summary>
/// Utterances made by the graph that other devices run, here on the processor; with <c>QWEN3TTS_DEVICE=cuda</c> and a build for GPUs, there.
/// </summary>
public sealed class GraphFramesTest(GraphFramesTest.Golden golden) : IClassFixture<GraphFramesTest.Golden>
{
    private const int MaxFrames = 12;

    private static readonly ExecutionDevice Device =
        Enum.Parse<ExecutionDevice>(Environment.GetEnvironmentVariable("QWEN3TTS_DEVICE") ?? "cpu", ignoreCase: true);

    private static readonly int[] Words = [.. Enumerable.Range(0, 16).Select(i => 30 + 11 * i)];

    private FrameGenerator Graphs => golden.Graphs;

    [Theory]
    [InlineData("tiny-base")]
    [InlineData("tiny-custom-voice")]
    [InlineData("tiny-voice-design")]
    public void Codes_InSinglePrecision_AreTheKernels(string name)
    {
        Assert.SkipUnless(Device is ExecutionDevice.Cpu, "Attention on a GPU is in half precision.");
        using var folder = new GoldenCheckpoint(name);
        using var checkpoint = folder.Open();
        using var kernels = FrameGenerator.Load(checkpoint, new SessionSettings(Threads: 1));
        using var graphs = Load(checkpoint, "fp32");

        foreach (var (seed, sampling) in Samplings().Index())
            Assert.Equal(Speak(kernels, (ulong)seed, sampling).Codes.ToArray(), Speak(graphs, (ulong)seed, sampling).Codes.ToArray());
    }

    [Theory]
    [InlineData("fp32", false, 1e-4)]
    [InlineData("fp32", true, 0.01)]
    [InlineData("fp16", true, 0.03)]
    [InlineData("fp16,predictor=fp32", true, 0.03)]
    public void Logits_OverTheKernelsFrames_AreNearlyTheirs(string precision, bool halfAttention, double apart)
    {
        Assert.SkipUnless(Device is ExecutionDevice.Cpu || halfAttention, "Attention on a GPU is in half precision.");
        using var kernels = FrameGenerator.Load(golden.Checkpoint, new SessionSettings(Threads: 1));
        using var graphs = Load(golden.Checkpoint, precision, halfAttention ? DataType.Float16 : DataType.Float);
        LogitRecord expected = new(), actual = new();
        var frames = Speak(kernels, seed: 1, Samplings().First(), expected);

        var forced = Speak(graphs, seed: 1, Samplings().First(), actual, frames);

        Assert.Equal(frames.Codes.ToArray(), forced.Codes.ToArray());
        AssertNear(expected.Talked, actual.Talked, apart);
        AssertNear(expected.Predicted, actual.Predicted, apart);
    }

    [Fact]
    public void Utterances_Together_MakeWhatTheyMakeAlone()
    {
        var samplings = Samplings().Take(3).ToArray();
        var alone = samplings.Select((sampling, seed) => Speak(Graphs, (ulong)seed, sampling).Codes.ToArray()).ToArray();
        var together = samplings.Select((sampling, seed) => Begin(Graphs, (ulong)seed, sampling)).ToArray();
        var made = together.Select(_ => new List<int>()).ToArray();
        // They join one after another.
        for (var round = 1; together.Any(utterance => utterance.Finished is null); round++)
        {
            Graphs.Advance(together.AsSpan(0, Math.Min(round, together.Length)));
            for (var i = 0; i < together.Length; i++)
            {
                if (together[i].HasFrame)
                    made[i].AddRange(together[i].Frame);
            }
        }

        Assert.Equal(alone, made.Select(codes => codes.ToArray()));
        Assert.InRange(Graphs.KeyValueUse, double.Epsilon, 1);
        Array.ForEach(together, utterance => utterance.Dispose());
        Assert.Equal(0, Graphs.KeyValueUse);
    }

    [Fact]
    public void Utterance_ContinuedAtAnyFrame_GoesOnAsItWould()
    {
        var sampling = Samplings().First();
        var whole = Speak(Graphs, seed: 4, sampling);
        for (var frames = 1; frames < whole.Count; frames++)
        {
            var made = new CodeFrames(whole.Groups, whole.Codes[..(frames * whole.Groups)].ToArray());

            using var utterance = Begin(Graphs, seed: 4, sampling, made);

            Assert.Equal(whole.Codes[(frames * whole.Groups)..].ToArray(), Finish(utterance));
        }
    }

    [Fact]
    public void Prefill_LongerThanARun_GoesInSlices()
    {
        Assert.SkipUnless(Device is ExecutionDevice.Cpu, "Attention on a GPU is in half precision.");
        using var kernels = FrameGenerator.Load(golden.Checkpoint, new SessionSettings(Threads: 1));
        int[] instruction = [.. Enumerable.Range(0, 300).Select(i => 5 + i)];

        Assert.Equal(
            Speak(kernels, 2, Samplings().First(), instruction: instruction).Codes.ToArray(),
            Speak(Graphs, 2, Samplings().First(), instruction: instruction).Codes.ToArray());
    }

    [Fact]
    public void Frames_LeaveEverythingWhereItWasBound()
    {
        Assert.SkipUnless(Device is ExecutionDevice.Cpu, "Only the processor's addresses can be compared.");
        var before = Addresses();
        Speak(Graphs, seed: 1, Samplings().First());

        Assert.Equal(before, Addresses());

        unsafe nint[] Addresses() =>
        [
            .. ((GraphFrames)Graphs.Networks).Bound
                .Select(value => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(value.GetTensorMutableRawData()))),
        ];
    }

    [Fact]
    public void Frame_AllocatesNothingOnTheHost()
    {
        Assert.SkipUnless(Device is ExecutionDevice.Cpu, "The copies of another device keep lists of their own.");
        using var utterance = Begin(Graphs, seed: 1, Samplings().First());
        Utterance[] one = [utterance];
        for (var i = 0; i < 4; i++)
            Graphs.Advance(one);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Graphs.Advance(one);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(utterance.HasFrame);
    }

    [Fact]
    public void Places_AreAsManyAsWerePlanned_AndServeAgain()
    {
        var taken = Enumerable.Range(0, 3).Select(seed => Begin(Graphs, (ulong)seed, Samplings().First())).ToArray();

        var error = Assert.Throws<SpeechException>(() => Begin(Graphs, 3, Samplings().First()));
        Assert.Equal(SpeechErrorKind.Exhausted, error.Kind);
        Assert.Contains("Engine:MaxUtterances", error.Message, StringComparison.Ordinal);

        var expected = Finish(taken[0]);
        taken[0].Dispose();
        Assert.Equal(expected, Speak(Graphs, 0, Samplings().First()).Codes.ToArray());
        Array.ForEach(taken[1..], utterance => utterance.Dispose());
    }

    [Fact]
    public void Weights_InHalfPrecision_TakeHalfTheSpace()
    {
        var folder = new SessionSettings(CacheFolder: golden.CacheFolder);
        long[] sizes = [.. new[] { "fp16", "fp32" }.Select(precision =>
        {
            var part = GraphPart.Frame(FrameFormats.Of(PrecisionPlan.Parse(precision), ExecutionDevice.Cuda));
            return new FileInfo(Path.Combine(GraphCache.OpenEntry(golden.Checkpoint, part, folder).Folder, "weights.bin")).Length;
        })];

        // Vectors stay in single precision, and each weight begins on a page.
        Assert.InRange((double)sizes[0] / sizes[1], 0.5, 0.65);
    }

    private static void AssertNear(List<float[]> expected, List<float[]> actual, double apart)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (left, right) in expected.Zip(actual))
        {
            var scale = left.Max(MathF.Abs);
            for (var i = 0; i < left.Length; i++)
                Assert.Equal(left[i], right[i], apart * scale);
        }
    }

    private static IEnumerable<SamplingParameters> Samplings() =>
    [
        new(0.9f, 50, 1, 1.05f), new(0, 0, 1, 1.1f), new(1.1f, 0, 0.8f, 1), new(0.7f, 20, 0.95f, 1.2f),
    ];

    private static FrameGenerator Load(Checkpoint checkpoint, string precision, DataType? attention = null)
    {
        var settings = new SessionSettings(Threads: 1) { Sequences = 3, MaxPositions = 512, Device = Device };
        var formats = FrameFormats.Of(PrecisionPlan.Parse(precision), Device);
        return FrameGenerator.LoadGraph(checkpoint, settings, formats with { Attention = attention ?? formats.Attention });
    }

    private static CodeFrames Speak(
        FrameGenerator generator,
        ulong seed,
        SamplingParameters sampling,
        LogitRecord? record = null,
        CodeFrames? forced = null,
        int[]? instruction = null)
    {
        using var utterance = Begin(generator, seed, sampling, instruction: instruction);
        utterance.Trace = record;
        utterance.Forced = forced;
        return new CodeFrames(generator.Description.Codec.Groups, Finish(utterance));
    }

    private static int[] Finish(Utterance utterance)
    {
        var frame = new int[utterance.Frame.Length];
        var codes = new List<int>();
        while (utterance.Step(frame))
            codes.AddRange(frame);
        return [.. codes];
    }

    private static Utterance Begin(
        FrameGenerator generator, ulong seed, SamplingParameters sampling, CodeFrames? made = null, int[]? instruction = null)
    {
        var mode = generator.Description.Modes.First(mode => mode is not SynthesisMode.CloneInContext);
        var utterance = generator.Start(
            new GenerationRequest(
                mode,
                "english",
                mode is SynthesisMode.CustomVoice ? generator.Description.Speakers[0] : null,
                mode is SynthesisMode.CloneXVector
                    ? new VoiceEmbedding([.. Enumerable.Range(0, generator.Description.XVectorSize).Select(i => MathF.Sin(i))], ReferenceCodes: null)
                    : null,
                new PromptTokens([1, 2, 3], instruction ?? [], []),
                TextDelivery.Streaming,
                sampling,
                sampling with { RepetitionPenalty = 1 },
                MaxFrames,
                seed),
            made);
        utterance.Append(Words);
        utterance.End();
        return utterance;
    }

    /// <summary>A checkpoint and the graphs of it, for all tests of this class.</summary>
    public sealed class Golden : IDisposable
    {
        private readonly GoldenCheckpoint _folder = new();
        private readonly Checkpoint _checkpoint;
        private readonly Lazy<FrameGenerator> _graphs;

        public Golden()
        {
            _checkpoint = _folder.Open();
            _graphs = new Lazy<FrameGenerator>(() => Load(_checkpoint, "fp32"));
        }

        internal Checkpoint Checkpoint => _checkpoint;

        internal FrameGenerator Graphs => _graphs.Value;

        internal string CacheFolder => _folder.CacheFolder;

        public void Dispose()
        {
            if (_graphs.IsValueCreated)
                _graphs.Value.Dispose();
            _checkpoint.Dispose();
            _folder.Dispose();
        }
    }
}
