using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.UnitTests.Modeling.Sessions;

/// <summary>
/// What a device's steps promise, held to with the golden talker's own graph. Runs on the processor; with <c>QWEN3TTS_DEVICE=cuda</c> and a
/// build for GPUs it runs on one.
/// </summary>
public sealed class DeviceSequenceTest : IDisposable
{
    private const int Steps = 6;

    private readonly GoldenCheckpoint _folder = new();
    private readonly Checkpoint _checkpoint;
    private readonly SessionSettings _settings;
    private readonly InferenceSession _session;
    private readonly DeviceMemory _memory;
    private readonly float[][] _rows;

    public DeviceSequenceTest()
    {
        _checkpoint = _folder.Open();
        _settings = new SessionSettings(Threads: 1)
        {
            Device = Enum.Parse<ExecutionDevice>(Environment.GetEnvironmentVariable("QWEN3TTS_DEVICE") ?? "cpu", ignoreCase: true),
        };
        _session = InferenceSessions.Open(_checkpoint, GraphPart.Talker, _settings);
        _memory = new DeviceMemory(_session, _settings);
        var random = new Random(1);
        _rows = [.. Enumerable.Range(0, Steps).Select(_ => Enumerable.Range(0, Width).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray())];
    }

    private int Width => _checkpoint.Configuration.Talker.HiddenSize;

    [Fact]
    public void Steps_LeaveEverythingWhereItWasBound()
    {
        using var sequence = Start(capacity: 16, out _);
        var before = Addresses(sequence);

        Run(sequence);

        Assert.Equal(before, Addresses(sequence));
        Assert.Equal(Steps, sequence.Length);
    }

    [Fact]
    public void Steps_AllocateNothingOnTheHost()
    {
        Assert.SkipUnless(_settings.Device is ExecutionDevice.Cpu, "The copies of another device keep lists of their own.");
        using var sequence = Start(capacity: 16, out _);
        Run(sequence);
        sequence.Reset();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(sequence);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Capacity_ChangesNothing()
    {
        using var small = Start(capacity: Steps, out var few);
        using var large = Start(capacity: 300, out var many);

        Run(small);
        Run(large);

        Assert.Equal(few, many);
    }

    [Fact]
    public void Reset_ForgetsWhatWasThere()
    {
        using var sequence = Start(capacity: 16, out var logits);
        Run(sequence);
        float[] first = [.. logits];

        sequence.Reset();
        sequence.Step(_rows[3]);
        Assert.NotEqual(first, logits);
        sequence.Reset();
        Run(sequence);

        Assert.Equal(first, logits);
    }

    [Fact]
    public void Capacity_Used_IsAnError()
    {
        using var sequence = Start(capacity: Steps, out _);
        Run(sequence);

        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Step(_rows[0]));
    }

    public void Dispose()
    {
        _memory.Dispose();
        _session.Dispose();
        _checkpoint.Dispose();
        _folder.Dispose();
    }

    private DeviceSequence Start(int capacity, out float[] logits)
    {
        var talker = _checkpoint.Configuration.Talker;
        logits = new float[talker.VocabularySize];
        var sequence = new DeviceSequence(_session, _memory, TalkerGraph.Shape(talker), Width, capacity);
        sequence.AddOutput(TalkerGraph.Logits, logits, [1, logits.Length]);
        sequence.AddOutput(TalkerGraph.Hidden, new float[Width], [1, Width]);
        return sequence;
    }

    private void Run(DeviceSequence sequence)
    {
        foreach (var row in _rows)
            sequence.Step(row);
    }

    private static unsafe nint[] Addresses(DeviceSequence sequence) =>
        [.. sequence.Bound.Select(value => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(value.GetTensorMutableRawData())))];
}
