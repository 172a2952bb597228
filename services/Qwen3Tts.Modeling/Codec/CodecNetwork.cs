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
    private readonly ICodecStep[] _steps;
    private readonly FrameBuffer _samples;

    /// <param name="tensors">The codec's; needed only here.</param>
    /// <param name="frames">Frames of a pass, of all its sequences.</param>
    /// <param name="mixed">See <see cref="Sessions.CodecPrecision.Mixed"/>.</param>
    /// <exception cref="SpeechException">A tensor is missing or has another shape than the configuration says.</exception>
    public CodecNetwork(CodecDecoderConfiguration decoder, TensorSet tensors, ThreadTeam team, int frames, bool mixed = false)
    {
        _tensors = new CodecTensors(tensors, mixed);
        _layout = new CodecLayout(frames);
        _pass = new CodecPass(team, frames, decoder.Groups);
        _samples = _layout.Buffer(decoder.SamplesPerFrame, 1);
        try
        {
            _steps = [.. Build(decoder)];
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

    /// <summary>The memory of a sequence before its first frame.</summary>
    public CodecMemory Start() => new(_layout.StateLength);

    /// <summary>Works out the samples of the pass's frames.</summary>
    public void Run()
    {
        foreach (var step in _steps)
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

    private IEnumerable<ICodecStep> Build(CodecDecoderConfiguration decoder)
    {
        FrameBuffer vectors = _layout.Buffer(decoder.CodebookDim, 1), quantised = _layout.Buffer(decoder.CodebookDim, 1, context: 2);
        FrameBuffer latent = _layout.Buffer(decoder.LatentDim, 1);
        yield return new CodebookStep(_tensors, decoder, vectors);
        yield return new ProductStep(QuantizerOutput(decoder), vectors) { Target = quantised };
        yield return new ProductStep(_tensors.Convolution("decoder.pre_conv.conv", decoder.LatentDim, decoder.CodebookDim, 3, rows: 1), quantised)
        {
            Target = latent,
        };

        var ratios = decoder.UpsamplingRatios;
        var vocoderInput = CodecVocoder.Input(_layout, decoder.LatentDim, ratios.Aggregate(1, (product, ratio) => product * ratio));
        var x = ratios.Count == 0 ? vocoderInput : _layout.Buffer(decoder.LatentDim, 1);
        foreach (var step in CodecTransformer.Build(_tensors, _layout, decoder, latent, x))
            yield return step;
        for (var stage = 0; stage < ratios.Count; stage++)
        {
            var target = stage == ratios.Count - 1 ? vocoderInput : _layout.Buffer(decoder.LatentDim, x.RowsPerFrame * ratios[stage]);
            foreach (var step in CodecUpsampling.Build(_tensors, _layout, $"decoder.upsample.{stage}", decoder.LatentDim, ratios[stage], x, target))
                yield return step;
            x = target;
        }

        foreach (var step in CodecVocoder.Build(_tensors, _layout, decoder, vocoderInput, _samples))
            yield return step;
    }

    // Both quantizers' projections are added: they are one matrix on both vectors.
    private PackedMatrix QuantizerOutput(CodecDecoderConfiguration decoder)
    {
        int outputs = decoder.CodebookDim, width = outputs / 2;
        var first = _tensors.Read($"{CodebookStep.First}.output_proj.weight", outputs, width, 1);
        var rest = _tensors.Read($"{CodebookStep.Rest}.output_proj.weight", outputs, width, 1);
        var both = new float[outputs * outputs];
        for (var output = 0; output < outputs; output++)
        {
            first.AsSpan(output * width, width).CopyTo(both.AsSpan(output * outputs));
            rest.AsSpan(output * width, width).CopyTo(both.AsSpan(output * outputs + width));
        }

        return _tensors.Own(PackedMatrix.Convolution(both, null, outputs, outputs, 1));
    }
}
