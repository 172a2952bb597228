using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>A linear layer, a causal conv or a transposed one, and what becomes of its results: see <see cref="ProductOutput"/>.</summary>
/// <param name="weights">With several taps, the input has the context that they reach back to.</param>
/// <param name="input">Where its rows come from.</param>
internal sealed class ProductStep(PackedMatrix weights, FrameBuffer input) : ICodecStep
{
    /// <summary>Rows from one tap to the next.</summary>
    public int Dilation { get; init; } = 1;

    /// <summary>For weights of <see cref="CodecTensors.FilteredConvolution"/>: which rows are made together.</summary>
    public FilterTiles? Tiles { get; init; }

    /// <summary>What is worked in there: <see cref="MinimalFiltering.Products"/> rows a tile.</summary>
    public FrameBuffer? Filtered { get; init; }

    /// <summary>Rows that a row of the input becomes.</summary>
    public int Phases { get; init; } = 1;

    public bool Gelu { get; init; }

    public FrameBuffer? Target { get; init; }

    public FrameBuffer? Residual { get; init; }

    public FrameBuffer? Activated { get; init; }

    public SnakeParameters? Snake { get; init; }

    public void Run(CodecPass pass)
    {
        var output = new ProductOutput
        {
            Target = pass.Set(Target),
            Residual = pass.Set(Residual),
            Activated = pass.Set(Activated),
            Snake = Snake,
            Gelu = Gelu,
            Phases = Phases,
        };
        var convolves = weights.Taps > 1;
        if (convolves)
            pass.Restore(input);
        if (Tiles is null)
            ProductJob.Run(pass.Team, weights, pass.Set(input), Dilation, output, pass.Rows(input));
        else
            FilteredProductJob.Run(pass.Team, weights, Tiles, pass.Set(input), pass.Set(Filtered), output, pass.Frames);
        if (convolves)
            pass.Keep(input);
    }
}
