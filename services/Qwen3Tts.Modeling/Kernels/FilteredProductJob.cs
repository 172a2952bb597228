using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>A causal conv with <see cref="MinimalFiltering.Taps"/> taps, plus its bias, by fewer products than its definition has: see <see cref="MinimalFiltering"/>.</summary>
internal readonly unsafe struct FilteredProductJob : IJob
{
    private const int TilesAtOnce = 32;
    private const int Columns = PackedMatrix.Columns;
    private const nint PointStride = TilesAtOnce * Columns;

    private readonly PackedMatrix _weights;
    private readonly FilterTiles _tiles;
    private readonly RowSet _filtered;
    private readonly ProductOutput _output;
    private readonly int _count;
    private readonly bool _wide;

    private FilteredProductJob(PackedMatrix weights, FilterTiles tiles, in RowSet filtered, in ProductOutput output, int count, bool wide)
    {
        _weights = weights;
        _tiles = tiles;
        _filtered = filtered;
        _output = output;
        _count = count;
        _wide = wide;
    }

    /// <param name="weights">Packed from what <see cref="MinimalFiltering.Weights"/> makes.</param>
    /// <param name="x">Its context holds the rows that the first tap reaches back to.</param>
    /// <param name="filtered">To work in: <see cref="MinimalFiltering.Products"/> rows a tile.</param>
    /// <param name="frames">Of all sequences.</param>
    public static void Run(
        ThreadTeam team, PackedMatrix weights, FilterTiles tiles, in RowSet x, in RowSet filtered, in ProductOutput output, int frames) =>
        Run(team, weights, tiles, x, filtered, output, frames, Vector512.IsHardwareAccelerated);

    /// <param name="wide">Vectors of 16, or of 8; the results are the same.</param>
    internal static void Run(
        ThreadTeam team, PackedMatrix weights, FilterTiles tiles, in RowSet x, in RowSet filtered, in ProductOutput output, int frames, bool wide)
    {
        var count = frames * tiles.Count;
        var inputs = new FilterInputJob(tiles, x, filtered, count);
        team.Run(ref inputs, inputs.Chunks);
        var job = new FilteredProductJob(weights, tiles, filtered, output, count, wide);
        team.Run(ref job, weights.Tiles * ((count + TilesAtOnce - 1) / TilesAtOnce));
    }

    public void Execute(int chunk)
    {
        var first = chunk / _weights.Tiles * TilesAtOnce;
        if (_weights.Scales is null)
            Multiply<FloatTileWeights>(chunk % _weights.Tiles, first, Math.Min(TilesAtOnce, _count - first));
        else
            Multiply<IntegerTileWeights>(chunk % _weights.Tiles, first, Math.Min(TilesAtOnce, _count - first));
    }

    [SkipLocalsInit]
    private void Multiply<TWeights>(int column, int first, int count)
        where TWeights : struct, ITileWeights
    {
        var sums = stackalloc float[MinimalFiltering.Points * TilesAtOnce * Columns];
        var rows = stackalloc float*[TilesAtOnce];
        var weights = _weights.Tile(column);
        for (var product = 0; product < MinimalFiltering.Products; product += 2)
        {
            var ofPoint = sums + product / 2 * PointStride;
            new Span<float>(ofPoint, count * Columns).Clear();
            for (var tile = 0; tile < count; tile++)
                rows[tile] = _filtered.Row((first + tile) * MinimalFiltering.Products + product);
            var taps = Math.Min(2, MinimalFiltering.Products - product);
            if (_wide)
                WideTile.Add<TWeights>(rows, count, taps, _filtered.Stride, _weights.Inputs, weights, ofPoint);
            else
                NarrowTile.Add<TWeights>(rows, count, taps, _filtered.Stride, _weights.Inputs, weights, ofPoint);
            weights += (long)taps * _weights.Inputs * Columns * TWeights.Size;
        }

        for (var tile = 0; tile < count; tile++)
            Write(sums + tile * Columns, first + tile, column * Columns);
    }

    private void Write(float* sums, int tile, int column)
    {
        var results = stackalloc float[MinimalFiltering.Outputs * Columns];
        var width = Math.Min(Columns, _weights.Outputs - column);
        for (var i = 0; i < width; i += Vector512<float>.Count)
        {
            var (a, b, c, d) = MinimalFiltering.Results(sums + i, PointStride);
            var bias = Vector512.Load(_weights.Bias + column + i);
            var scale = _weights.Scales is null ? Vector512<float>.One : Vector512.Load(_weights.Scales + column + i);
            Vector512.FusedMultiplyAdd(a, scale, bias).Store(results + i);
            Vector512.FusedMultiplyAdd(b, scale, bias).Store(results + Columns + i);
            Vector512.FusedMultiplyAdd(c, scale, bias).Store(results + 2 * Columns + i);
            Vector512.FusedMultiplyAdd(d, scale, bias).Store(results + 3 * Columns + i);
        }

        int row = _tiles.FirstRow(tile), rows = _tiles.Rows(tile);
        for (var i = 0; i < rows; i++)
            _output.Write(results + i * Columns, row + i * _tiles.Dilation, column, width);
    }
}
