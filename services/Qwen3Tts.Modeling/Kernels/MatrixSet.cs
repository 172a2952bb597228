namespace Qwen3Tts.Modeling.Kernels;

/// <summary>Layers of the same inputs, one after another in tiles, as one matrix: queries, keys and values for instance.</summary>
internal sealed unsafe class MatrixSet : WeightMatrix
{
    private readonly WeightMatrix[] _parts;
    private readonly int[] _ends;

    public MatrixSet(params WeightMatrix[] parts)
        : base(parts.Sum(part => part.Outputs), parts[0].Inputs)
    {
        _parts = parts;
        _ends = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            _ends[i] = (i == 0 ? 0 : _ends[i - 1]) + parts[i].Tiles;
    }

    public override bool TakesBlocks => _parts[0].TakesBlocks;

    public override long ByteLength => _parts.Sum(part => part.ByteLength);

    public override void MultiplyTile(Activations x, int rows, int tile, float* y)
    {
        var part = 0;
        while (tile >= _ends[part])
            part++;
        _parts[part].MultiplyTile(x, rows, tile - (_ends[part] - _parts[part].Tiles), y);
    }
}
