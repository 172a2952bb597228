using System.Numerics.Tensors;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>
/// Codes → the vector of the first quantizer and, beside it, the sum of the others' vectors. The first stands apart, whatever the
/// configuration calls semantic: the official decoder fixes it.
/// </summary>
internal sealed unsafe class CodebookStep : ICodecStep
{
    public const string First = "decoder.quantizer.rvq_first";
    public const string Rest = "decoder.quantizer.rvq_rest";

    private readonly float* _tables;
    private readonly FrameBuffer _target;
    private readonly int _size;
    private readonly int _width;

    public CodebookStep(CodecTensors tensors, CodecDecoderConfiguration decoder, FrameBuffer target)
    {
        _target = target;
        _size = decoder.CodebookSize;
        _width = decoder.CodebookDim / 2;
        var codebooks = Enumerable.Range(0, decoder.Groups)
            .Select(group => $"{(group == 0 ? First : Rest)}.vq.layers.{(group == 0 ? 0 : group - 1)}._codebook")
            .Select(name => (Sums: tensors.Get($"{name}.embedding_sum", _size, _width), Usage: tensors.Get($"{name}.cluster_usage", _size)))
            .ToArray();
        _tables = tensors.Packed((long)decoder.Groups * _size * _width, memory =>
        {
            for (var group = 0; group < codebooks.Length; group++)
            {
                var vectors = Codebook.Vectors(codebooks[group].Sums.ToFloats(), codebooks[group].Usage.ToFloats());
                vectors.CopyTo(Vectors((float*)memory, group, 0, _size));
            }
        });
    }

    public void Run(CodecPass pass)
    {
        var rows = pass.Set(_target);
        for (var frame = 0; frame < pass.Frames; frame++)
        {
            var codes = pass.Codes(frame);
            var row = new Span<float>(rows.Row(frame), 2 * _width);
            Vectors(_tables, 0, codes[0], 1).CopyTo(row);
            var rest = row[_width..];
            rest.Clear();
            for (var group = 1; group < codes.Length; group++)
                TensorPrimitives.Add(rest, Vectors(_tables, group, codes[group], 1), rest);
        }
    }

    private Span<float> Vectors(float* tables, int group, int code, int count) =>
        new(tables + ((long)group * _size + code) * _width, count * _width);
}
