using System.Text;
using System.Text.Json;

namespace Qwen3Tts.UnitTests.Modeling.Checkpoints;

/// <summary>Writes and reads safetensors files by the format's description alone, apart from the reader under test.</summary>
internal static class WeightFiles
{
    /// <summary>A file with this header, as it stands, and <paramref name="data"/> bytes after it.</summary>
    public static byte[] Raw(string header, int data, ulong? statedLength = null)
    {
        var text = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes(statedLength ?? (ulong)text.Length), .. text, .. new byte[data]];
    }

    /// <summary>A file with one tensor of two F32 named "a", described as given.</summary>
    public static byte[] One(string dtype = "\"F32\"", string shape = "[2]", string offsets = "[0,8]", int data = 8) =>
        Raw($$$"""{"a":{"dtype":{{{dtype}}},"shape":{{{shape}}},"data_offsets":{{{offsets}}}}}""", data);

    /// <summary>The names, types, shapes and bytes of a good file.</summary>
    public static Dictionary<string, (string Type, long[] Shape, byte[] Bytes)> Read(string path)
    {
        var file = File.ReadAllBytes(path);
        var start = 8 + (int)BitConverter.ToUInt64(file);
        using var header = JsonDocument.Parse(file.AsMemory(8, start - 8));
        return header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__").ToDictionary(
            entry => entry.Name,
            entry =>
            {
                long[] Numbers(string name) => [.. entry.Value.GetProperty(name).EnumerateArray().Select(number => number.GetInt64())];
                var offsets = Numbers("data_offsets");
                return (entry.Value.GetProperty("dtype").GetString()!, Numbers("shape"), file[(start + (int)offsets[0])..(start + (int)offsets[1])]);
            });
    }
}
