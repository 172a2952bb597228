using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>Makes of a conv's input rows what <see cref="FilteredProductJob"/> multiplies. A chunk is some tiles.</summary>
/// <param name="x">Its context holds the rows that the first tap reaches back to.</param>
/// <param name="filtered"><see cref="MinimalFiltering.Products"/> rows a tile.</param>
/// <param name="count">Tiles of all frames.</param>
internal readonly unsafe struct FilterInputJob(FilterTiles tiles, RowSet x, RowSet filtered, int count) : IJob
{
    private const int TilesPerChunk = 16;

    public int Chunks => (count + TilesPerChunk - 1) / TilesPerChunk;

    public void Execute(int chunk)
    {
        for (var tile = chunk * TilesPerChunk; tile < Math.Min(count, (chunk + 1) * TilesPerChunk); tile++)
            Make(x.Row(tiles.FirstRow(tile)), tiles.Rows(tile), filtered.Row(tile * MinimalFiltering.Products));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Make(float* row, int rows, float* target)
    {
        nint step = (nint)tiles.Dilation * x.Stride;
        Span<Vector512<float>> inputs = stackalloc Vector512<float>[MinimalFiltering.Taps + MinimalFiltering.Outputs - 1];
        row -= (MinimalFiltering.Taps - 1) * step;
        // Rows past the frame's end are of no output that is kept, and not there yet where the frame is a pass's last.
        var there = MinimalFiltering.Taps - 1 + rows;
        for (var channel = 0; channel < x.Stride; channel += Vector512<float>.Count)
        {
            for (var i = 0; i < inputs.Length; i++)
                inputs[i] = i < there ? Vector512.Load(row + i * step + channel) : Vector512<float>.Zero;
            MinimalFiltering.Inputs(inputs, target + channel, filtered.Stride);
        }
    }
}
