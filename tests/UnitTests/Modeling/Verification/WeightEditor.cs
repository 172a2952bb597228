using System.Runtime.InteropServices;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Quantisation;

namespace Qwen3Tts.UnitTests.Modeling.Verification;

/// <summary>Changes a checkpoint's bfloat16 weights in its file. A multiplication by a power of two is exact.</summary>
internal sealed class WeightEditor : IDisposable
{
    private readonly Dictionary<string, (long Start, long[] Shape)> _places;
    private readonly FileStream _file;

    public WeightEditor(string folder)
    {
        using (var tensors = TensorSet.Open(folder))
        {
            _places = tensors.All.Where(tensor => tensor.Type is TensorType.BF16)
                .ToDictionary(tensor => tensor.Name, tensor => (tensor.Start, tensor.Shape.ToArray()));
        }

        _file = File.Open(Path.Combine(folder, "model.safetensors"), FileMode.Open, FileAccess.ReadWrite);
    }

    /// <summary>The layers of the stack under a prefix.</summary>
    public int Layers(string prefix) => Enumerable.Range(0, 100).First(layer => !_places.ContainsKey($"{prefix}layers.{layer}.input_layernorm.weight"));

    public void MultiplyRow(string name, int row, float factor) => Change(name, (r, _, value) => r == row ? value * factor : value);

    public void MultiplyColumn(string name, int column, float factor) => Change(name, (_, c, value) => c == column ? value * factor : value);

    /// <summary>Puts another value in each place, given row, column and value. A vector is a column.</summary>
    public void Change(string name, Func<int, int, float, float> change)
    {
        var (start, shape) = _places[name];
        int rows = (int)shape[0], columns = shape.Length > 1 ? (int)shape[1] : 1;
        var values = new ushort[rows * columns];
        _file.Position = start;
        _file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        for (var i = 0; i < values.Length; i++)
            values[i] = BrainFloat.Round(change(i / columns, i % columns, BrainFloat.Widen(values[i])));
        _file.Position = start;
        _file.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    public void Dispose() => _file.Dispose();
}
