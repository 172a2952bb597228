using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Networks;

namespace Qwen3Tts.Modeling.Generation;

/// <summary>Text ids → rows of the talker's width.</summary>
internal sealed class TextEmbedder : IDisposable
{
    // Some 16 MiB at the smaller official width.
    private const int RowsKept = 4096;

    private readonly EmbeddingTables _tables;
    private readonly KnownRows _known = new(RowsKept);
    private readonly TextProjection _projection;

    public TextEmbedder(Checkpoint checkpoint, EmbeddingTables tables, ThreadTeam team)
    {
        _tables = tables;
        _projection = new TextProjection(checkpoint, team);
        var ids = checkpoint.Configuration;
        Pad = Embed([ids.TtsPadId]);
        Begin = Embed([ids.TtsBosId]);
        End = Embed([ids.TtsEosId]);
    }

    /// <summary>The row of <c>tts_pad</c>.</summary>
    public float[] Pad { get; }

    /// <summary>The row of <c>tts_bos</c>.</summary>
    public float[] Begin { get; }

    /// <summary>The row of <c>tts_eos</c>.</summary>
    public float[] End { get; }

    /// <returns>[ids × width].</returns>
    public float[] Embed(ReadOnlySpan<int> ids)
    {
        var embeddings = new float[ids.Length * _tables.Width];
        var unknown = new List<int>();
        for (var i = 0; i < ids.Length; i++)
        {
            if (_known.TryGet(ids[i], out var row))
                row.CopyTo(embeddings.AsSpan(i * _tables.Width));
            else
                unknown.Add(i);
        }

        foreach (var places in unknown.Chunk(TextProjection.MaxRows))
            Project(ids, places, embeddings);
        return embeddings;
    }

    public void Dispose() => _projection.Dispose();

    private void Project(ReadOnlySpan<int> ids, int[] places, float[] embeddings)
    {
        for (var row = 0; row < places.Length; row++)
            _tables.ReadText(ids[places[row]], _projection.Input.Row(row));
        var rows = new float[places.Length * _tables.Width];
        _projection.Run(places.Length, rows);
        for (var row = 0; row < places.Length; row++)
        {
            var embedding = rows.AsSpan(row * _tables.Width, _tables.Width);
            embedding.CopyTo(embeddings.AsSpan(places[row] * _tables.Width));
            _known.Add(ids[places[row]], embedding.ToArray());
        }
    }
}
