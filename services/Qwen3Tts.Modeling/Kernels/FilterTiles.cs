namespace Qwen3Tts.Modeling.Kernels;

/// <summary>
/// Which of a frame's rows are made together by <see cref="MinimalFiltering"/>: up to four, each so many rows after the one before as
/// taps are apart. They never reach past their frame, so that a row's company, and with it its rounding, is the same in every pass.
/// </summary>
internal sealed class FilterTiles
{
    private readonly int[] _first;
    private readonly int _rowsPerFrame;
    private readonly int _dilation;

    /// <param name="rowsPerFrame">Rows that a frame makes.</param>
    /// <param name="dilation">Rows from one tap to the next.</param>
    public FilterTiles(int rowsPerFrame, int dilation)
    {
        (_rowsPerFrame, _dilation) = (rowsPerFrame, dilation);
        _first = [.. Enumerable.Range(0, rowsPerFrame).Where(row => row / dilation % MinimalFiltering.Outputs == 0)];
    }

    /// <summary>Of a frame.</summary>
    public int Count => _first.Length;

    public int Dilation => _dilation;

    public int RowsPerFrame => _rowsPerFrame;

    /// <summary>The first row of a tile, counted over all frames.</summary>
    public int FirstRow(int tile) => tile / Count * _rowsPerFrame + _first[tile % Count];

    /// <summary>Rows of a tile: 4, or fewer where the frame ends.</summary>
    public int Rows(int tile) =>
        Math.Min(MinimalFiltering.Outputs, (_rowsPerFrame - 1 - _first[tile % Count]) / _dilation + 1);
}
