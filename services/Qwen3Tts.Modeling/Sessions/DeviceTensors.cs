using Microsoft.ML.OnnxRuntime;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>Tensors that are there twice: on the host, where they are filled or read, and on the device, where a run is bound to them.</summary>
internal sealed class DeviceTensors(DeviceMemory memory) : IDisposable
{
    private readonly List<OrtValue> _host = [];
    private readonly List<OrtValue> _device = [];
    private readonly List<(string Name, OrtValue Value)> _named = [];

    /// <summary>On the device, by name.</summary>
    public IReadOnlyList<(string Name, OrtValue Value)> Named => _named;

    /// <summary>Adds one over <paramref name="host"/>, which stays its memory there.</summary>
    /// <param name="shape">Of as many values as <paramref name="host"/> has.</param>
    public T[] Add<T>(string name, T[] host, params long[] shape)
        where T : unmanaged
    {
        _host.Add(OrtValue.CreateTensorValueFromMemory(host, shape));
        _device.Add(memory.Allocate(_host[^1].GetTensorTypeAndShape().ElementDataType, shape));
        _named.Add((name, _device[^1]));
        return host;
    }

    public void CopyIn() => memory.Copy(_host, _device);

    public void CopyOut() => memory.Copy(_device, _host);

    public void Dispose()
    {
        foreach (var value in _host.Concat(_device))
            value.Dispose();
    }
}
