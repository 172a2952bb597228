using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Networks;

namespace Qwen3Tts.Modeling.Generation;

/// <summary>Text ids → rows of the talker's width.</summary>
internal sealed class TextEmbedder : IDisposable
{
    private readonly EmbeddingTables _tables;
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
        for (var first = 0; first < ids.Length; first += TextProjection.MaxRows)
        {
            var count = Math.Min(TextProjection.MaxRows, ids.Length - first);
            for (var row = 0; row < count; row++)
                _tables.ReadText(ids[first + row], _projection.Input.Row(row));
            _projection.Run(count, embeddings.AsSpan(first * _tables.Width));
        }

        return embeddings;
    }

    public void Dispose() => _projection.Dispose();
}
