using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>Memory of the device that a session runs on, and the ways there and back.</summary>
internal sealed class DeviceMemory : IDisposable
{
    private readonly bool _isHost;
    private readonly OrtMemoryInfo _info;
    private readonly OrtAllocator _allocator;

    public DeviceMemory(InferenceSession session, SessionSettings settings)
    {
        _isHost = settings.Device is ExecutionDevice.Cpu;
        if (!_isHost)
            CudaDevice.EnsureTransfers();
        _info = new OrtMemoryInfo(
            _isHost ? OrtMemoryInfo.allocatorCPU : OrtMemoryInfo.allocatorCUDA,
            OrtAllocatorType.ArenaAllocator,
            settings.DeviceId,
            OrtMemType.Default);
        _allocator = new OrtAllocator(session, _info);
    }

    /// <summary>A tensor that stays where it is until it is disposed.</summary>
    public OrtValue Allocate(TensorElementType type, params long[] shape) => OrtValue.CreateAllocatedTensorValue(_allocator, type, shape);

    /// <summary>A part of a tensor, in its memory: the one at <paramref name="index"/> of equal parts of a shape.</summary>
    public unsafe OrtValue View(OrtValue whole, TensorElementType type, long[] shape, int index)
    {
        var all = whole.GetTensorMutableRawData();
        var parts = whole.GetTensorTypeAndShape().ElementCount / shape.Aggregate(1L, (product, size) => product * size);
        var bytes = all.Length / parts;
        // Only the address is taken; it may be of a memory that the processor cannot read.
        var start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(all)) + (nint)(index * bytes);
        return OrtValue.CreateTensorValueWithData(_info, type, shape, start, bytes);
    }

    /// <summary>Fills tensors of one shape with zeros.</summary>
    public void Clear(IEnumerable<OrtValue> values, TensorElementType type, long[] shape)
    {
        using var zeros = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, shape);
        zeros.GetTensorMutableRawData().Clear();
        foreach (var value in values)
            Copy([zeros], [value]);
    }

    /// <summary>Copies tensors whole, from the host to the device or back. Allocates nothing where the device is the host.</summary>
    public void Copy(List<OrtValue> from, List<OrtValue> to)
    {
        if (!_isHost)
        {
            OrtEnv.Instance().CopyTensors(from, to, null);
            return;
        }

        for (var i = 0; i < from.Count; i++)
            from[i].GetTensorMutableRawData().CopyTo(to[i].GetTensorMutableRawData());
    }

    public void Dispose()
    {
        _allocator.Dispose();
        _info.Dispose();
    }
}
