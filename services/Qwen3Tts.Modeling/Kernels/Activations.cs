using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>
/// The inputs of linear layers, a row for each position: floats and, for quantised weights, the same in blocks of
/// <see cref="BlockSize"/> 16-bit integers with a scale each. Sixteen bits rather than eight: a block that holds one of the model's
/// outlier channels, a thousand times its neighbours, still gives those five bits or more, and the weights are read no slower for it.
/// </summary>
internal sealed unsafe class Activations : IDisposable
{
    public const int BlockSize = 32;
    private const float LargestInteger = 32767;

    private readonly NativeBuffer _memory;

    public Activations(int rows, int width)
    {
        Rows = rows;
        Width = width;
        Blocks = (width + BlockSize - 1) / BlockSize;
        Stride = Blocks * BlockSize;
        long values = (long)rows * Stride, blocks = (long)rows * Blocks;
        _memory = new NativeBuffer(values * (sizeof(float) + sizeof(short)) + blocks * (sizeof(float) + sizeof(int)));
        _memory.Clear();
        Values = (float*)_memory.Pointer;
        Integers = (short*)(Values + values);
        Scales = (float*)(Integers + values);
        Sums = (int*)(Scales + blocks);
    }

    /// <summary>Rows that there is room for.</summary>
    public int Rows { get; }

    public int Width { get; }

    public int Blocks { get; }

    /// <summary>From one row to the next; values past <see cref="Width"/> stay zero.</summary>
    public int Stride { get; }

    public float* Values { get; }

    public short* Integers { get; }

    /// <summary>What an integer of a block counts.</summary>
    public float* Scales { get; }

    /// <summary>The sum of a block's integers.</summary>
    public int* Sums { get; }

    public Span<float> Row(int row) => new(Values + (long)row * Stride, Width);

    /// <summary>Makes the blocks of a row from its floats.</summary>
    /// <param name="scales">What each is multiplied by first; null multiplies nothing.</param>
    public void Quantise(int row, float* scales = null)
    {
        for (var block = 0; block < Blocks; block++)
        {
            var values = Values + (long)row * Stride + block * BlockSize;
            Vector512<float> low = Vector512.Load(values), high = Vector512.Load(values + 16);
            if (scales is not null)
            {
                low *= Vector512.Load(scales + block * BlockSize);
                high *= Vector512.Load(scales + block * BlockSize + 16);
            }

            Quantise(low, high, Integers + (long)row * Stride + block * BlockSize, row * Blocks + block);
        }
    }

    public void Dispose() => _memory.Dispose();

    private void Quantise(Vector512<float> low, Vector512<float> high, short* integers, int block)
    {
        var largest = Lanes.Max(Vector512.Max(Vector512.Abs(low), Vector512.Abs(high)));
        Scales[block] = largest / LargestInteger;
        var inverse = Vector512.Create(largest > 0 ? LargestInteger / largest : 0);
        var first = Vector512.ConvertToInt32(Vector512.Round(low * inverse));
        var second = Vector512.ConvertToInt32(Vector512.Round(high * inverse));
        Vector512.Narrow(first, second).Store(integers);
        Sums[block] = Vector512.Sum(first + second);
    }
}
