using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>
/// Rows times a packed matrix, plus its bias: a linear layer, or a causal conv whose taps are earlier rows. An output is one chain of
/// fused multiply-adds, tap by tap and input by input, so a row's results do not depend on which rows come with it.
/// </summary>
internal readonly unsafe struct ProductJob : IJob
{
    private const int RowsAtOnce = 64;

    // A part of a tile that stays in the second-level cache while the rows pass; more than this many inputs make some work worth sharing.
    private const int InputsAtOnce = 1344;

    private readonly PackedMatrix _weights;
    private readonly RowSet _x;
    private readonly int _dilation;
    private readonly ProductOutput _output;
    private readonly int _rows;
    private readonly int _rowsPerChunk;
    private readonly int _tilesPerChunk;
    private readonly int _tileChunks;
    private readonly bool _wide;

    private ProductJob(PackedMatrix weights, in RowSet x, int dilation, in ProductOutput output, int rows, bool wide)
    {
        _weights = weights;
        _x = x;
        _dilation = dilation;
        _output = output;
        _rows = rows;
        _wide = wide;
        var blocks = (rows + RowsAtOnce - 1) / RowsAtOnce;
        _rowsPerChunk = ((rows + blocks - 1) / blocks + 7) / 8 * 8;
        // With few rows the weights' way from memory is what counts: a tile at a time. With many, a chunk should be worth its taking.
        _tilesPerChunk = blocks == 1 ? 1 : Math.Max(1, InputsAtOnce / 2 / (weights.Taps * weights.Inputs));
        _tileChunks = (weights.Tiles + _tilesPerChunk - 1) / _tilesPerChunk;
    }

    /// <param name="x">Its context holds (taps − 1) · dilation rows or more; a row's length is the matrix's inputs or more.</param>
    /// <param name="dilation">Rows from one tap to the next.</param>
    public static void Run(ThreadTeam team, PackedMatrix weights, in RowSet x, int dilation, in ProductOutput output, int rows) =>
        Run(team, weights, x, dilation, output, rows, Vector512.IsHardwareAccelerated);

    /// <param name="wide">Vectors of 16, or of 8; the results are the same.</param>
    internal static void Run(ThreadTeam team, PackedMatrix weights, in RowSet x, int dilation, in ProductOutput output, int rows, bool wide)
    {
        var job = new ProductJob(weights, x, dilation, output, rows, wide);
        team.Run(ref job, job._tileChunks * ((rows + job._rowsPerChunk - 1) / job._rowsPerChunk));
    }

    public void Execute(int chunk)
    {
        int block = chunk / _tileChunks, firstTile = chunk % _tileChunks * _tilesPerChunk;
        int firstRow = block * _rowsPerChunk, count = Math.Min(_rowsPerChunk, _rows - firstRow);
        for (var tile = firstTile; tile < Math.Min(_weights.Tiles, firstTile + _tilesPerChunk); tile++)
            Multiply(tile, firstRow, count);
    }

    [SkipLocalsInit]
    private void Multiply(int tile, int firstRow, int count)
    {
        var sums = stackalloc float[RowsAtOnce * PackedMatrix.Columns];
        var rows = stackalloc float*[RowsAtOnce];
        var start = new ReadOnlySpan<float>(_weights.Start(tile), PackedMatrix.Columns);
        var context = (nint)_dilation * _x.Stride * (_weights.Taps - 1);
        for (var row = 0; row < count; row++)
        {
            rows[row] = _x.Row(firstRow + row) - context;
            start.CopyTo(new Span<float>(sums + row * PackedMatrix.Columns, PackedMatrix.Columns));
        }

        if (_weights.Scales is null)
            Add<FloatTileWeights>(tile, rows, count, sums);
        else
            Add<IntegerTileWeights>(tile, rows, count, sums);
        var first = tile * PackedMatrix.Columns;
        for (var row = 0; row < count; row++)
        {
            if (_weights.Scales is not null)
                Scale(sums + row * PackedMatrix.Columns, _weights.Scales + first, _weights.Bias + first);
            _output.Write(sums + row * PackedMatrix.Columns, firstRow + row, first, Math.Min(PackedMatrix.Columns, _weights.Outputs - first));
        }
    }

    private void Add<TWeights>(int tile, float** rows, int count, float* sums)
        where TWeights : struct, ITileWeights
    {
        nint tapStep = (nint)_dilation * _x.Stride;
        var tapsAtOnce = Math.Max(1, InputsAtOnce / _weights.Inputs);
        for (var tap = 0; tap < _weights.Taps; tap += tapsAtOnce)
        {
            var weights = _weights.Tile(tile) + (long)tap * _weights.Inputs * PackedMatrix.Columns * TWeights.Size;
            var taps = Math.Min(tapsAtOnce, _weights.Taps - tap);
            if (_wide)
                WideTile.Add<TWeights>(rows, count, taps, tapStep, _weights.Inputs, weights, sums);
            else
                NarrowTile.Add<TWeights>(rows, count, taps, tapStep, _weights.Inputs, weights, sums);
            for (var row = 0; row < count; row++)
                rows[row] += taps * tapStep;
        }
    }

    private static void Scale(float* sums, float* scales, float* bias)
    {
        for (var i = 0; i < PackedMatrix.Columns; i += Vector512<float>.Count)
            Vector512.FusedMultiplyAdd(Vector512.Load(sums + i), Vector512.Load(scales + i), Vector512.Load(bias + i)).Store(sums + i);
    }
}
