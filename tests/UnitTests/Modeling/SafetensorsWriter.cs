using System.Runtime.InteropServices;
using System.Text.Json;

namespace Qwen3Tts.UnitTests.Modeling;

/// <summary>Writes single-precision tensors as a safetensors file.</summary>
internal static class SafetensorsWriter
{
    public static void Write(string path, IReadOnlyList<(string Name, long[] Shape, float[] Values)> tensors)
    {
        var header = new Dictionary<string, object>();
        var at = 0L;
        foreach (var (name, shape, values) in tensors)
        {
            var end = at + values.Length * (long)sizeof(float);
            header[name] = new { dtype = "F32", shape, data_offsets = new[] { at, end } };
            at = end;
        }

        using var file = File.Create(path);
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        file.Write(BitConverter.GetBytes((long)json.Length));
        file.Write(json);
        foreach (var (_, _, values) in tensors)
            file.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
