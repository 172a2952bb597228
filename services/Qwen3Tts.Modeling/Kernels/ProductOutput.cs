using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>
/// What becomes of a product's results: the GELU of them or what is added to them, where they go, and where their snake goes. A row
/// of results may be several rows of the targets side by side.
/// </summary>
internal readonly unsafe struct ProductOutput
{
    public RowSet Target { get; init; }

    /// <summary>Added to the results; may be the target.</summary>
    public RowSet Residual { get; init; }

    /// <summary>Gets the snake of the results.</summary>
    public RowSet Activated { get; init; }

    public SnakeParameters? Snake { get; init; }

    public bool Gelu { get; init; }

    /// <summary>Rows of the targets that a row of results is.</summary>
    public int Phases { get; init; }

    /// <param name="row">Of the product.</param>
    /// <param name="first">The first of the columns.</param>
    /// <param name="count">A multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(float* results, int row, int first, int count)
    {
        row *= Phases;
        var residual = Residual.IsNone ? null : Residual.Row(row) + first;
        var target = Target.IsNone ? null : Target.Row(row) + first;
        var activated = Activated.IsNone ? null : Activated.Row(row) + first;
        float* frequencies = null, magnitudes = null;
        if (activated is not null)
            {
            frequencies = Snake!.Frequencies + first;
            magnitudes = Snake.Magnitudes + first;
        }

        for (var i = 0; i < count; i += Vector512<float>.Count)
        {
            var x = Vector512.Load(results + i);
            if (Gelu)
                x = Nonlinearities.Gelu(x);
            if (residual is not null)
                x += Vector512.Load(residual + i);
            if (target is not null)
                x.Store(target + i);
            if (activated is not null)
            {
                var wave = Nonlinearities.SineSquared(x * Vector512.Load(frequencies + i));
                Vector512.FusedMultiplyAdd(wave, Vector512.Load(magnitudes + i), x).Store(activated + i);
            }
        }
    }
}
