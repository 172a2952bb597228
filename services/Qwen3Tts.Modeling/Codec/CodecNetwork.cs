using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>
/// The 12 Hz codec's decoder on kernels of our own: codes → samples, causal throughout, a pass of frames at a time. A frame's samples
/// are the same to the bit in whatever passes its sequence comes and whoever else is in them.
/// </summary>
internal sealed unsafe class CodecNetwork : IDisposable
{
    private readonly CodecTensors _tensors;
    private readonly CodecLayout _layout;
    private readonly CodecPass _pass;
    private readonly ICodecStep[] _latent;
    private readonly ICodecStep[] _wave;
    private readonly FrameBuffer _samples;
    private readonly int _attentionReach;

    /// <param name="tensors">Needed only here; disposed of with this.</param>
    /// <param name="frames">Frames of a pass, of all its sequences.</param>
    /// <exception cref="SpeechException">A tensor is missing or has another shape than the configuration says.</exception>
    public CodecNetwork(CodecDecoderConfiguration decoder, CodecTensors tensors, ThreadTeam team, int frames)
    {
        _tensors = tensors;
        _layout = new CodecLayout(frames);
        _attentionReach = decoder.Layers * (decoder.SlidingWindow - 1);
        _pass = new CodecPass(team, frames, decoder.Groups);
        _samples = _layout.Buffer(decoder.SamplesPerFrame, 1);
        try
        {
            var (latent, wave) = Build(decoder, _tensors, _layout, _samples);
            _latent = [.. latent];
            _wave = [.. wave];
            _tensors.Finish();
            _layout.Allocate();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The pass to fill, then to run; within a turn of its team.</summary>
    public CodecPass Pass => _pass;

    /// <summary>
    /// Frames before a frame that its samples depend on by way of convs: for the first frame whose samples are wanted, so many before it
    /// must have gone through the whole network.
    /// </summary>
    public int ConvolutionReach => (int)Math.Ceiling(_layout.Reach);

    /// <summary>Frames before a frame that its samples depend on in any way.</summary>
    public int Reach => ConvolutionReach + _attentionReach;

    /// <summary>The memory of a sequence before its first frame.</summary>
    public CodecMemory Start() => new(_layout.StateLength);

    /// <summary>Works out the samples of the pass's frames.</summary>
    public void Run()
    {
        RunSilently();
        foreach (var step in _wave)
            step.Run(_pass);
    }

    /// <summary>Works out only what later frames' attention needs of the pass's frames.</summary>
    public void RunSilently()
    {
        foreach (var step in _latent)
            step.Run(_pass);
    }

    /// <summary>A frame's samples, until the next run.</summary>
    public ReadOnlySpan<float> Samples(int frame, int count) => new(_samples.Area.Values + (long)frame * _samples.Stride, count);

    public void Dispose()
    {
        _tensors.Dispose();
        _layout.Dispose();
        _pass.Dispose();
    }

    /// <summary>Takes every weight of a decoder, in the order in which a network does.</summary>
    /// <exception cref="SpeechException">A tensor is missing or has another shape than the configuration says.</exception>
    public static void Visit(CodecDecoderConfiguration decoder, CodecTensors tensors)
    {
        using var layout = new CodecLayout(frames: 1);
        var (latent, wave) = Build(decoder, tensors, layout, layout.Buffer(decoder.SamplesPerFrame, 1));
        foreach (var _ in latent.Concat(wave))
        {
        }
    }

    /// <returns>The steps up to the transformer's last, and those from there to samples; to be gone through in this order.</returns>
    private static (IEnumerable<ICodecStep> Latent, IEnumerable<ICodecStep> Wave) Build(
        CodecDecoderConfiguration decoder, CodecTensors tensors, CodecLayout layout, FrameBuffer samples)
    {
        var ratios = decoder.UpsamplingRatios;
        var vocoderInput = CodecVocoder.Input(layout, decoder.LatentDim, ratios.Aggregate(1, (product, ratio) => product * ratio));
        var x = ratios.Count == 0 ? vocoderInput : layout.Buffer(decoder.LatentDim, 1);
        return (Latent(decoder, tensors, layout, x), Wave(decoder, tensors, layout, x, vocoderInput, samples));
    }

    private static IEnumerable<ICodecStep> Latent(CodecDecoderConfiguration decoder, CodecTensors tensors, CodecLayout layout, FrameBuffer target)
    {
        FrameBuffer vectors = layout.Buffer(decoder.CodebookDim, 1), quantised = layout.Buffer(decoder.CodebookDim, 1, context: 2);
        FrameBuffer latent = layout.Buffer(decoder.LatentDim, 1);
        yield return new CodebookStep(tensors, decoder, vectors);
        yield return new ProductStep(QuantizerOutput(tensors, decoder), vectors) { Target = quantised };
        yield return new ProductStep(tensors.Convolution("decoder.pre_conv.conv", decoder.LatentDim, decoder.CodebookDim, 3, rows: 1), quantised)
        {
            Target = latent,
        };
        foreach (var step in CodecTransformer.Build(tensors, layout, decoder, latent, target))
            yield return step;
    }

    private static IEnumerable<ICodecStep> Wave(
        CodecDecoderConfiguration decoder, CodecTensors tensors, CodecLayout layout, FrameBuffer input, FrameBuffer vocoderInput, FrameBuffer samples)
    {
        var ratios = decoder.UpsamplingRatios;
        var x = input;
        for (var stage = 0; stage < ratios.Count; stage++)
        {
            var target = stage == ratios.Count - 1 ? vocoderInput : layout.Buffer(decoder.LatentDim, x.RowsPerFrame * ratios[stage]);
            foreach (var step in CodecUpsampling.Build(tensors, layout, $"decoder.upsample.{stage}", decoder.LatentDim, ratios[stage], x, target))
                yield return step;
            x = target;
        }

        foreach (var step in CodecVocoder.Build(tensors, layout, decoder, vocoderInput, samples))
            yield return step;
    }

    // Both quantizers' projections are added: they are one matrix on both vectors.
    private static PackedMatrix QuantizerOutput(CodecTensors tensors, CodecDecoderConfiguration decoder)
    {
        int outputs = decoder.CodebookDim, width = outputs / 2;
        var first = tensors.Get($"{CodebookStep.First}.output_proj.weight", outputs, width, 1);
        var rest = tensors.Get($"{CodebookStep.Rest}.output_proj.weight", outputs, width, 1);
        return tensors.Packed(PackedShape.Convolution(outputs, outputs, taps: 1), matrix =>
        {
            float[] left = first.ToFloats(), right = rest.ToFloats(), both = new float[outputs * outputs];
            for (var output = 0; output < outputs; output++)
            {
                left.AsSpan(output * width, width).CopyTo(both.AsSpan(output * outputs));
                right.AsSpan(output * width, width).CopyTo(both.AsSpan(output * outputs + width));
            }

            new MatrixPacker(matrix, both).Convolution(outputs, bias: null);
        });
    }
}
