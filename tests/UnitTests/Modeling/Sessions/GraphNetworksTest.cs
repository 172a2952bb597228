using System.Numerics.Tensors;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Networks;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.UnitTests.Modeling.Sessions;

/// <summary>
/// The networks as a device runs them, against the kernels. On the processor; with <c>QWEN3TTS_DEVICE=cuda</c> and a build for GPUs on one.
/// </summary>
public sealed class GraphNetworksTest : IDisposable
{
    // Attention on a device is in half precision, of 11 bits.
    private const double MostApart = 0.01;

    private readonly GoldenCheckpoint _folder = new();
    private readonly Checkpoint _checkpoint;
    private readonly KernelNetworks _kernels;
    private readonly GraphNetworks _device;

    public GraphNetworksTest()
    {
        _checkpoint = _folder.Open();
        var settings = new SessionSettings(Threads: 1) { Sequences = 2, MaxPositions = 40 };
        _kernels = new KernelNetworks(_checkpoint, settings, ThreadTeam.Shared(1), maxRows: 12);
        _device = new GraphNetworks(
            _checkpoint,
            settings with { Device = Enum.Parse<ExecutionDevice>(Environment.GetEnvironmentVariable("QWEN3TTS_DEVICE") ?? "cpu", ignoreCase: true) },
            maxRows: 12);
    }

    [Fact]
    public void TalkerAndPredictor_GiveWhatTheKernelsGive()
    {
        using var kernelA = _kernels.Start();
        using var kernelB = _kernels.Start();
        using var deviceA = _device.Start();
        using var deviceB = _device.Start();

        // Two utterances of different age, a prefill and steps.
        for (var round = 0; round < 4; round++)
        {
            int rowsA = round is 0 ? 5 : 1, rowsB = round is 1 ? 7 : 1;
            Fill(_kernels.TalkerInput, _device.TalkerInput, rowsA + rowsB, round);
            Talk(_kernels, kernelA, kernelB, rowsA, rowsB);
            Talk(_device, deviceA, deviceB, rowsA, rowsB);
            for (var slice = 0; slice < 2; slice++)
            {
                AssertClose(_kernels.TalkerLogits(slice), _device.TalkerLogits(slice));
                AssertClose(_kernels.TalkerState(slice), _device.TalkerState(slice));
            }

            for (var group = 1; group < _checkpoint.Configuration.Talker.CodeGroups; group++)
            {
                Fill(_kernels.PredictorInput, _device.PredictorInput, group is 1 ? 4 : 2, 100 * round + group);
                _kernels.RunPredictor(group, 2);
                _device.RunPredictor(group, 2);
                AssertClose(_kernels.PredictorLogits(0), _device.PredictorLogits(0));
                AssertClose(_kernels.PredictorLogits(1), _device.PredictorLogits(1));
            }
        }

        Assert.Equal((kernelA.Length, kernelB.Length), (deviceA.Length, deviceB.Length));
    }

    [Fact]
    public void Sequence_Disposed_ServesTheNextAfresh()
    {
        Fill(_kernels.TalkerInput, _device.TalkerInput, 3, seed: 1);
        float[] first = Alone(), second = Alone();

        Assert.Equal(first, second);

        float[] Alone()
        {
            using var sequence = _device.Start();
            Assert.Equal((0, 40), (sequence.Length, sequence.Room));
            _device.RunTalker([new SequenceSlice(sequence, 0, 3)], 1, 3, whole: 1);
            return _device.TalkerLogits(0).ToArray();
        }
    }

    [Fact]
    public void Sequence_DisposedTwice_IsGivenOutOnce()
    {
        var sequence = _device.Start();
        sequence.Dispose();
        sequence.Dispose();

        using ISequence one = _device.Start(), other = _device.Start();
        Assert.NotSame(one, other);
    }

    public void Dispose()
    {
        _device.Dispose();
        _kernels.Dispose();
        _checkpoint.Dispose();
        _folder.Dispose();
    }

    private static void Talk(IGenerationNetworks networks, ISequence a, ISequence b, int rowsA, int rowsB) =>
        networks.RunTalker([new SequenceSlice(a, 0, rowsA), new SequenceSlice(b, rowsA, rowsB)], 2, rowsA + rowsB, whole: 2);

    private static void Fill(Activations one, Activations other, int rows, int seed)
    {
        var random = new Random(seed);
        for (var row = 0; row < rows; row++)
        {
            foreach (ref var value in one.Row(row))
                value = (float)(random.NextDouble() - 0.5);
            one.Row(row).CopyTo(other.Row(row));
        }
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        Assert.InRange(TensorPrimitives.Distance(expected, actual) / TensorPrimitives.Norm(expected), 0, MostApart);
}
