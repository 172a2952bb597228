using Qwen3Tts.Modeling.Checkpoints;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// The 12 Hz codec's decoder, causal throughout: codes [batch × groups × frames] and the state after earlier frames → samples and
/// the state after these, each utterance's at a place of its own. Every conv's left context, every transposed conv's earlier inputs and the attention's window are state, so
/// that any chunking gives the same samples.
/// </summary>
internal static class CodecDecoderGraph
{
    public const string Codes = "codes";
    public const string Samples = "samples";

    public static GraphBuilder Build(Checkpoint checkpoint)
    {
        var decoder = checkpoint.Codec.Decoder;
        var graph = new GraphBuilder("codec_decoder");
        var weights = new CheckpointWeights(graph, checkpoint.CodecTensors, "decoder.");
        var state = new PlacedState(graph);
        var conv = new StreamingConvolution(graph, state);
        var codes = graph.Input(Codes, DataType.Int64, "batch", decoder.Groups, "frames");

        var x = Dequantize(weights.Under("quantizer"), decoder, codes);
        x = conv.Causal(weights.Under("pre_conv.conv"), x, decoder.CodebookDim, decoder.LatentDim, kernel: 3);
        x = graph.Transpose(x, 0, 2, 1);
        x = WindowedTransformer.Build(weights.Under("pre_transformer"), decoder, state, x);
        x = graph.Transpose(x, 0, 2, 1);
        for (var stage = 0; stage < decoder.UpsamplingRatios.Count; stage++)
            x = Upsample(weights.Under($"upsample.{stage}"), conv, x, decoder.LatentDim, decoder.UpsamplingRatios[stage]);
        x = Vocode(weights.Under("decoder"), conv, decoder, x);
        x = graph.Node("Clip", [x, graph.Scalar(-1f), graph.Scalar(1f)]);
        graph.Output(Samples, graph.Reshape(x, 0, -1), DataType.Float, "batch", "samples");
        return graph;
    }

    private static GraphValue Dequantize(CheckpointWeights weights, CodecDecoderConfiguration decoder, GraphValue codes)
    {
        var graph = weights.Graph;
        // The first quantizer stands apart, whatever the configuration calls semantic: the official decoder fixes it.
        var groups = graph.Split(codes, 1, 1, decoder.Groups - 1);
        return graph.Add(
            Quantizer(weights.Under("rvq_first"), decoder, groups[0], 1),
            Quantizer(weights.Under("rvq_rest"), decoder, groups[1], decoder.Groups - 1));
    }

    private static GraphValue Quantizer(CheckpointWeights weights, CodecDecoderConfiguration decoder, GraphValue codes, int layers)
    {
        var graph = weights.Graph;
        int size = decoder.CodebookSize, width = decoder.CodebookDim / 2;
        var tables = weights.Combined("codebooks", [(long)layers * size, width], read =>
        {
            var all = new float[layers * size * width];
            for (var layer = 0; layer < layers; layer++)
            {
                var codebook = $"vq.layers.{layer}._codebook";
                Codebook.Vectors(read($"{codebook}.embedding_sum", [size, width]), read($"{codebook}.cluster_usage", [size]))
                    .CopyTo(all.AsSpan(layer * size * width));
            }

            return all;
        });
        var starts = new long[layers];
        for (var layer = 0; layer < layers; layer++)
            starts[layer] = (long)layer * size;
        var rows = graph.Add(codes, graph.Reshape(graph.Constant(starts), 1, layers, 1));
        var sum = graph.ReduceSum(graph.Gather(tables, rows), 1);
        return graph.Node("Conv", [graph.Transpose(sum, 0, 2, 1), weights.Tensor("output_proj.weight", decoder.CodebookDim, width, 1)]);
    }

    private static GraphValue Upsample(CheckpointWeights weights, StreamingConvolution conv, GraphValue x, int channels, int ratio)
    {
        var graph = weights.Graph;
        x = conv.Transposed(weights.Under("0.conv"), x, channels, channels, kernel: ratio, stride: ratio);
        var block = weights.Under("1");
        var inner = conv.Causal(block.Under("dwconv.conv"), x, channels, channels, kernel: 7, groups: channels);
        inner = graph.Transpose(inner, 0, 2, 1);
        inner = graph.LayerNorm(inner, block.Tensor("norm.weight", channels), block.Tensor("norm.bias", channels), 1e-6f);
        inner = graph.Gelu(block.Apply(inner, "pwconv1", 4L * channels, channels, bias: true));
        inner = block.Apply(inner, "pwconv2", channels, 4L * channels, bias: true);
        inner = graph.Mul(inner, block.Tensor("gamma", channels));
        return graph.Add(x, graph.Transpose(inner, 0, 2, 1));
    }

    private static GraphValue Vocode(CheckpointWeights weights, StreamingConvolution conv, CodecDecoderConfiguration decoder, GraphValue x)
    {
        var graph = weights.Graph;
        var channels = decoder.DecoderDim;
        x = conv.Causal(weights.Under("0.conv"), x, decoder.LatentDim, channels, kernel: 7);
        var index = 1;
        foreach (var rate in decoder.UpsampleRates)
        {
            var block = weights.Under($"{index++}.block");
            x = SnakeBeta(block.Under("0"), x, channels);
            x = conv.Transposed(block.Under("1.conv"), x, channels, channels / 2, kernel: 2 * rate, stride: rate);
            channels /= 2;
            for (var unit = 0; unit < 3; unit++)
            {
                var residual = block.Under($"{unit + 2}");
                var inner = SnakeBeta(residual.Under("act1"), x, channels);
                inner = conv.Causal(residual.Under("conv1.conv"), inner, channels, channels, kernel: 7, dilation: (int)Math.Pow(3, unit));
                inner = SnakeBeta(residual.Under("act2"), inner, channels);
                inner = conv.Causal(residual.Under("conv2.conv"), inner, channels, channels, kernel: 1);
                x = graph.Add(inner, x);
            }
        }

        x = SnakeBeta(weights.Under($"{index++}"), x, channels);
        return conv.Causal(weights.Under($"{index}.conv"), x, channels, 1, kernel: 7);
    }

    /// <summary>x + sin²(x·e^α) / (e^β + 1e-9), per channel (Ziyin et al. 2020, arXiv:2006.08195, with its own magnitude).</summary>
    private static GraphValue SnakeBeta(CheckpointWeights weights, GraphValue x, int channels)
    {
        var graph = weights.Graph;
        var frequency = weights.Derived("alpha", [channels], [channels, 1], alpha => [.. alpha.Select(MathF.Exp)]);
        var magnitude = weights.Derived("beta", [channels], [channels, 1], beta => [.. beta.Select(b => 1f / (MathF.Exp(b) + 1e-9f))]);
        var wave = graph.Node("Sin", [graph.Mul(x, frequency)]);
        return graph.Add(x, graph.Mul(graph.Mul(wave, wave), magnitude));
    }
}
