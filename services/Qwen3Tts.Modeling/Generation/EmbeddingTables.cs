using System.Numerics.Tensors;
using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Modeling.Generation;

/// <summary>The embedding tables of text ids and codes, read row by row from the mapped checkpoint.</summary>
internal sealed class EmbeddingTables
{
    private readonly CheckpointTensor _text;
    private readonly CheckpointTensor[] _codes;
    private readonly float[] _row;

    public EmbeddingTables(Checkpoint checkpoint)
    {
        var talker = checkpoint.Configuration.Talker;
        TextWidth = talker.TextHiddenSize;
        Width = talker.HiddenSize;
        TextIds = talker.TextVocabularySize;
        _row = new float[Width];
        _text = checkpoint.Tensors.Get("talker.model.text_embedding.weight", talker.TextVocabularySize, TextWidth);
        _codes = new CheckpointTensor[talker.CodeGroups];
        _codes[0] = checkpoint.Tensors.Get("talker.model.codec_embedding.weight", talker.VocabularySize, Width);
        for (var group = 1; group < talker.CodeGroups; group++)
        {
            _codes[group] = checkpoint.Tensors.Get(
                $"talker.code_predictor.model.codec_embedding.{group - 1}.weight", talker.CodePredictor.VocabularySize, Width);
        }
    }

    /// <summary>Width of a text row, before its projection.</summary>
    public int TextWidth { get; }

    /// <summary>Width of a code row: the talker's.</summary>
    public int Width { get; }

    /// <summary>Rows of the table of group 0.</summary>
    public int Codes => (int)_codes[0].Shape[0];

    /// <summary>Ids that the text table has.</summary>
    public int TextIds { get; }

    public void ReadText(int id, Span<float> row) => _text.ReadRow(id, row);

    public void ReadCode(int group, int code, Span<float> row) => _codes[group].ReadRow(code, row);

    /// <summary>Adds the embedding of one code.</summary>
    public void AddCode(int group, int code, Span<float> sum)
    {
        _codes[group].ReadRow(code, _row);
        TensorPrimitives.Add(sum, _row, sum);
    }

    /// <summary>The sum of a frame's embeddings, one of each group.</summary>
    public void ReadFrame(ReadOnlySpan<int> frame, Span<float> sum)
    {
        ReadCode(0, frame[0], sum);
        for (var group = 1; group < frame.Length; group++)
            AddCode(group, frame[group], sum);
    }
}
