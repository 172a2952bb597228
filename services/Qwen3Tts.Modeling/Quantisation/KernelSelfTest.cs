using System.Collections.Concurrent;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>
/// Holds the kernel of a block-wise format, as this processor runs it, against arithmetic in double precision over the weights that its
/// tiles stand for. Kernels differ by processor and by the number of rows; a wrong one makes speech that is only somewhat wrong.
/// </summary>
internal static unsafe class KernelSelfTest
{
    private const int Inputs = 200;
    private const int Outputs = 2 * WeightMatrix.TileOutputs;

    // Of the sum of the products' sizes. Single precision loses some 1e-7 of it at each of seven blocks.
    private const double Allowed = 2e-6;

    private static readonly int[] Rows = [1, 2, 3, 4, 7];

    // What was found, for the life of the process: a processor does not change.
    private static readonly ConcurrentDictionary<WeightFormat, string> Faults = new();

    public delegate WeightMatrix Kernel(TileLayout layout, byte* data);

    /// <summary>Passes where the format may be used here.</summary>
    /// <exception cref="SpeechException">Unsupported: its kernel is wrong on this processor.</exception>
    public static void Require(WeightFormat format)
    {
        if (FaultOf(format) is { Length: > 0 } fault)
            throw Refusal(format, fault);
    }

    /// <summary>True where the format may be used here.</summary>
    public static bool Passes(WeightFormat format) => FaultOf(format).Length == 0;

    /// <summary>As <see cref="Require(WeightFormat)"/>, with a kernel that is not remembered.</summary>
    /// <exception cref="SpeechException">Unsupported: the kernel is wrong.</exception>
    public static void Require(WeightFormat format, Kernel kernel)
    {
        if (Find(format, kernel) is { Length: > 0 } fault)
            throw Refusal(format, fault);
    }

    private static string FaultOf(WeightFormat format) => format.IsBlockwise()
        ? Faults.GetOrAdd(format, static format => Find(format, static (layout, data) => new QuantisedMatrix(layout, data)))
        : "";

    private static SpeechException Refusal(WeightFormat format, string fault) => SpeechException.Unsupported(
        $"The precision {PrecisionPlan.Text(format)} is refused on this processor ({ProcessorFeatures.Describe()}): {fault}. "
        + "Choose another Models:Precision, such as bf16.");

    /// <returns>Empty where nothing is wrong.</returns>
    private static string Find(WeightFormat format, Kernel create)
    {
        var layout = new TileLayout(format, Outputs, Inputs);
        using var memory = new NativeBuffer(layout.ByteLength);
        var random = new Random(1);
        for (var tile = 0; tile < layout.Tiles; tile++)
            BlockQuantiser.WriteTile(layout, Values(random, WeightMatrix.TileOutputs * Inputs), memory.Bytes(tile * layout.TileBytes, (int)layout.TileBytes));
        var kernel = create(layout, memory.Pointer);
        using var x = new Activations(Rows.Max(), Inputs);
        for (var row = 0; row < x.Rows; row++)
        {
            Values(random, Inputs).CopyTo(x.Row(row));
            x.Row(row)[37 * row % Inputs] *= 1000; // An outlier channel, as these models have them.
            x.Quantise(row);
        }

        var y = new float[x.Rows * WeightMatrix.TileOutputs];
        foreach (var rows in Rows)
        {
            for (var tile = 0; tile < layout.Tiles; tile++)
            {
                fixed (float* target = y)
                    kernel.MultiplyTile(x, rows, tile, target);
                for (var i = 0; i < rows * WeightMatrix.TileOutputs; i++)
                {
                    var (exact, size) = Product(layout, memory.Bytes(tile * layout.TileBytes, (int)layout.TileBytes), x, i / WeightMatrix.TileOutputs, i % WeightMatrix.TileOutputs);
                    if (!(Math.Abs(y[i] - exact) <= Allowed * size))
                        return $"of {rows} row(s) its kernel makes {y[i]:g6} where {exact:g6} is right";
                }
            }
        }

        return "";
    }

    private static (double Sum, double Size) Product(TileLayout layout, ReadOnlySpan<byte> tile, Activations x, int row, int output)
    {
        double sum = 0, size = 0;
        for (var input = 0; input < Inputs; input++)
        {
            var block = row * x.Blocks + input / Activations.BlockSize;
            var product = TileReader.Read(layout, tile, output, input) * x.Integers[(long)row * x.Stride + input] * x.Scales[block];
            (sum, size) = (sum + product, size + Math.Abs(product));
        }

        return (sum, size);
    }

    // Shifted to one side, so that zero points differ from the middle.
    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(i => (float)(random.NextDouble() - 0.35) * (1 + i % 7))];
}
