using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Modeling.Generation;

/// <summary>Text ids → rows of the talker's width.</summary>
internal sealed class TextEmbedder : IDisposable
{
    private readonly EmbeddingTables _tables;
    private readonly InferenceSession _projection;
    private readonly RunOptions _options = new();

    public TextEmbedder(Checkpoint checkpoint, EmbeddingTables tables, SessionSettings settings)
    {
        _tables = tables;
        _projection = InferenceSessions.Open(checkpoint, GraphPart.TextProjection, settings);
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
        if (ids.IsEmpty)
            return [];
        var rows = new float[ids.Length * _tables.TextWidth];
        for (var i = 0; i < ids.Length; i++)
            _tables.ReadText(ids[i], rows.AsSpan(i * _tables.TextWidth, _tables.TextWidth));
        var embeddings = new float[ids.Length * _tables.Width];
        using var input = OrtValue.CreateTensorValueFromMemory(rows, [ids.Length, _tables.TextWidth]);
        using var output = OrtValue.CreateTensorValueFromMemory(embeddings, [ids.Length, _tables.Width]);
        _projection.Run(_options, [TextProjectionGraph.Rows], [input], [TextProjectionGraph.Embeddings], [output]);
        return embeddings;
    }

    public void Dispose()
    {
        _options.Dispose();
        _projection.Dispose();
    }
}
