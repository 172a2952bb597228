using System.Numerics.Tensors;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>
/// Codes → the vector of the first quantizer and, beside it, the sum of the others' vectors. The first stands apart, whatever the
/// configuration calls semantic: the official decoder fixes it.
/// </summary>
internal sealed unsafe class CodebookStep : ICodecStep
{
    public const string First = "decoder.quantizer.rvq_first";
    public const string Rest = "decoder.quantizer.rvq_rest";

    private readonly NativeBuffer _tables;
    private readonly FrameBuffer _target;
    private readonly int _size;
    private readonly int _width;

    public CodebookStep(CodecTensors tensors, CodecDecoderConfiguration decoder, FrameBuffer target)
    {
        _target = target;
        _size = decoder.CodebookSize;
        _width = decoder.CodebookDim / 2;
        _tables = tensors.Own(new NativeBuffer((long)decoder.Groups * _size * _width * sizeof(float)));
        for (var group = 0; group < decoder.Groups; group++)
        {
            var codebook = $"{(group == 0 ? First : Rest)}.vq.layers.{(group == 0 ? 0 : group - 1)}._codebook";
            var vectors = Codebook.Vectors(
                tensors.Read($"{codebook}.embedding_sum", _size, _width), tensors.Read($"{codebook}.cluster_usage", _size));
            vectors.CopyTo(Vectors(group, 0, _size));
        }
    }

    public void Run(CodecPass pass)
    {
        var rows = pass.Set(_target);
        for (var frame = 0; frame < pass.Frames; frame++)
        {
            var codes = pass.Codes(frame);
            var row = new Span<float>(rows.Row(frame), 2 * _width);
            Vectors(0, codes[0], 1).CopyTo(row);
            var rest = row[_width..];
            rest.Clear();
            for (var group = 1; group < codes.Length; group++)
                TensorPrimitives.Add(rest, Vectors(group, codes[group], 1), rest);
        }
    }

    private Span<float> Vectors(int group, int code, int count) =>
        new((float*)_tables.Pointer + ((long)group * _size + code) * _width, count * _width);
}
