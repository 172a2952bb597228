using System.Buffers.Binary;

namespace Qwen3Tts.Audio.Watermark;

/// <summary>What a key makes of the layout: a sign for every cell, and which code bit each cell that is no pilot carries.</summary>
internal sealed class WatermarkPattern
{
    private readonly sbyte[] _signs;
    private readonly short[] _codeBits;

    public WatermarkPattern(WatermarkKey key)
    {
        var cells = WatermarkLayout.Slots * WatermarkLayout.Bands;
        _signs = new sbyte[cells];
        _codeBits = new short[cells];
        var bits = new byte[(cells + 7) / 8];
        key.Derive("signs", bits);
        for (var cell = 0; cell < cells; cell++)
            _signs[cell] = (bits[cell / 8] >> (cell % 8) & 1) is 0 ? (sbyte)1 : (sbyte)-1;
        Spread(key);
    }

    /// <summary>The key's sign of a cell: +1 or −1.</summary>
    public int Sign(int slot, int band) => _signs[slot * WatermarkLayout.Bands + band];

    /// <summary>The code bit that a cell carries; −1 for a pilot.</summary>
    public int CodeBit(int slot, int band) => _codeBits[slot * WatermarkLayout.Bands + band];

    /// <summary>What each cell becomes with a code word: +1 or −1, slot by slot.</summary>
    public sbyte[] Modulate(ReadOnlySpan<byte> codeWord)
    {
        var signs = _signs.ToArray();
        for (var cell = 0; cell < signs.Length; cell++)
        {
            if (_codeBits[cell] >= 0 && codeWord[_codeBits[cell]] is not 0)
                signs[cell] = (sbyte)-signs[cell];
        }

        return signs;
    }

    // Dealt out like shuffled cards: each code bit gets the same number of cells, all over the period.
    private void Spread(WatermarkKey key)
    {
        var cells = new List<int>();
        for (var slot = 0; slot < WatermarkLayout.Slots; slot++)
        {
            for (var band = 0; band < WatermarkLayout.Bands; band++)
            {
                var cell = slot * WatermarkLayout.Bands + band;
                _codeBits[cell] = -1;
                if (!WatermarkLayout.IsPilot(slot, band))
                    cells.Add(cell);
            }
        }

        var draws = new byte[cells.Count * sizeof(uint)];
        key.Derive("spread", draws);
        for (var last = cells.Count - 1; last > 0; last--)
        {
            var draw = BinaryPrimitives.ReadUInt32LittleEndian(draws.AsSpan(last * sizeof(uint)));
            var other = (int)(draw % (uint)(last + 1));
            (cells[last], cells[other]) = (cells[other], cells[last]);
        }

        for (var i = 0; i < cells.Count; i++)
            _codeBits[cells[i]] = (short)(i % PolarCode.Length);
    }
}
