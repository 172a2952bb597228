using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>
/// The steps from the latent to samples: a conv, blocks of a transposed conv and three residual units, a conv to one channel. A snake
/// is worked out where its input is made, and stored as the next conv's input.
/// </summary>
internal sealed class CodecVocoder
{
    private const string Name = "decoder.decoder";
    private const int Kernel = 7;
    private const int Units = 3;

    // The weights grow by 13 / 7, so with few rows a frame waits longer for them than it saves: at 32 it is even for a frame alone.
    private const int RowsWorthFiltering = 32;

    private readonly CodecTensors _tensors;
    private readonly CodecLayout _layout;
    private readonly WorkArea _residual;
    private readonly WorkArea _before;
    private readonly WorkArea _within;
    private readonly WorkArea _inner;
    private readonly WorkArea _filtered;

    private CodecVocoder(CodecTensors tensors, CodecLayout layout)
    {
        (_tensors, _layout) = (tensors, layout);
        (_residual, _before, _within, _inner, _filtered) = (layout.Area(), layout.Area(), layout.Area(), layout.Area(), layout.Area());
    }

    /// <summary>What the first conv takes: [latent].</summary>
    public static FrameBuffer Input(CodecLayout layout, int channels, int rowsPerFrame) =>
        layout.Buffer(channels, rowsPerFrame, context: Kernel - 1);

    /// <param name="input">From <see cref="Input"/>.</param>
    /// <param name="samples">A row for each frame.</param>
    public static IEnumerable<ICodecStep> Build(
        CodecTensors tensors, CodecLayout layout, CodecDecoderConfiguration decoder, FrameBuffer input, FrameBuffer samples)
    {
        var vocoder = new CodecVocoder(tensors, layout);
        int channels = decoder.DecoderDim, blocks = decoder.UpsampleRates.Count;
        var x = vocoder.Before(0, decoder, channels, input.RowsPerFrame);
        yield return new ProductStep(tensors.Convolution($"{Name}.0.conv", channels, decoder.LatentDim, Kernel, input.RowsPerFrame), input)
        {
            Activated = x,
            Snake = vocoder.SnakeBefore(0, blocks, channels),
        };
        for (var block = 0; block < blocks; block++)
        {
            var rate = decoder.UpsampleRates[block];
            var next = vocoder.Before(block + 1, decoder, channels / 2, x.RowsPerFrame * rate);
            foreach (var step in vocoder.Block(block, blocks, channels, rate, x, next))
                yield return step;
            (channels, x) = (channels / 2, next);
        }

        yield return new SamplesStep(tensors, $"{Name}.{blocks + 2}.conv", channels, x, samples);
    }

    /// <summary>What a block takes, or, past the last, the conv to one channel.</summary>
    private FrameBuffer Before(int block, CodecDecoderConfiguration decoder, int channels, int rows) =>
        _layout.Buffer(channels, rows, context: block < decoder.UpsampleRates.Count ? 1 : SamplesStep.Kernel - 1, _before);

    private SnakeParameters SnakeBefore(int block, int blocks, int channels) =>
        _tensors.Snake(block < blocks ? $"{Name}.{block + 1}.block.0" : $"{Name}.{blocks + 1}", channels);

    private IEnumerable<ICodecStep> Block(int block, int blocks, int inputs, int rate, FrameBuffer input, FrameBuffer target)
    {
        var name = $"{Name}.{block + 1}.block";
        int channels = inputs / 2, rows = input.RowsPerFrame * rate;
        FrameBuffer x = _layout.Buffer(channels, rows, area: _residual), inner = _layout.Buffer(channels, rows, area: _inner);
        var activated = Within(0);
        yield return new ProductStep(_tensors.TransposedConvolution($"{name}.1.conv", inputs, channels, 2 * rate, rate, input.RowsPerFrame), input)
        {
            Phases = rate,
            Target = x,
            Activated = activated,
            Snake = _tensors.Snake($"{name}.2.act1", channels, rate),
        };
        for (var unit = 0; unit < Units; unit++)
        {
            var residual = $"{name}.{unit + 2}";
            var last = unit == Units - 1;
            yield return Convolution(residual, channels, Dilation(unit), activated, inner);
            activated = last ? target : Within(unit + 1);
            yield return new ProductStep(_tensors.Convolution($"{residual}.conv2.conv", channels, channels, 1, rows), inner)
            {
                Residual = x,
                Target = last ? null : x,
                Activated = activated,
                Snake = last ? SnakeBefore(block + 1, blocks, channels) : _tensors.Snake($"{name}.{unit + 3}.act1", channels),
            };
        }

        FrameBuffer Within(int unit) => _layout.Buffer(channels, rows, (Kernel - 1) * Dilation(unit), _within);
    }

    private ProductStep Convolution(string unit, int channels, int dilation, FrameBuffer input, FrameBuffer activated)
    {
        var rows = input.RowsPerFrame;
        var tiles = rows < RowsWorthFiltering ? null : new FilterTiles(rows, dilation);
        var name = $"{unit}.conv1.conv";
        return new ProductStep(
            tiles is null ? _tensors.Convolution(name, channels, channels, Kernel, rows) : _tensors.FilteredConvolution(name, channels, channels, rows),
            input)
        {
            Dilation = dilation,
            Tiles = tiles,
            Filtered = tiles is null ? null : _layout.Buffer(channels, tiles.Count * MinimalFiltering.Products, area: _filtered),
            Activated = activated,
            Snake = _tensors.Snake($"{unit}.act2", channels),
        };
    }

    private static int Dilation(int unit) => (int)Math.Pow(3, unit);
}
