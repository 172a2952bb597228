using System.Runtime.InteropServices;
using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.UnitTests.Modeling.Verification;

/// <summary>Multiplies rows, columns and elements of a checkpoint's bfloat16 weights by powers of two, in its file. Exact but for what leaves the format's range.</summary>
internal sealed class WeightEditor : IDisposable
{
    private readonly Dictionary<string, (long Start, long[] Shape)> _places;
    private readonly FileStream _file;

    public WeightEditor(string folder)
    {
        using (var tensors = TensorSet.Open(folder))
            _places = tensors.All.ToDictionary(tensor => tensor.Name, tensor => (tensor.Type is TensorType.BF16 ? tensor.Start : throw new InvalidOperationException(tensor.Name), tensor.Shape.ToArray()));
        _file = File.Open(Path.Combine(folder, "model.safetensors"), FileMode.Open, FileAccess.ReadWrite);
    }

    public bool Has(string name) => _places.ContainsKey(name);

    public int Rows(string name) => (int)_places[name].Shape[0];

    /// <summary>Multiplies every element by 2 to the power that <paramref name="exponent"/> gives for its row and column. A vector is a column.</summary>
    public void Scale(string name, Func<int, int, int> exponent)
    {
        var (start, shape) = _places[name];
        int rows = (int)shape[0], columns = shape.Length > 1 ? (int)shape[1] : 1;
        var values = new ushort[rows * columns];
        _file.Position = start;
        _file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        for (var i = 0; i < values.Length; i++)
        {
            if (exponent(i / columns, i % columns) is not 0 and var power)
                values[i] = (ushort)(BitConverter.SingleToUInt32Bits(MathF.ScaleB(BitConverter.UInt32BitsToSingle((uint)values[i] << 16), power)) >> 16);
        }

        _file.Position = start;
        _file.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    public void ScaleRow(string name, int row, int power) => Scale(name, (r, _) => r == row ? power : 0);

    public void ScaleColumn(string name, int column, int power) => Scale(name, (_, c) => c == column ? power : 0);

    public void Dispose() => _file.Dispose();
}
