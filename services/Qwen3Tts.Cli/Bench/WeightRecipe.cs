namespace Qwen3Tts.Cli.Bench;

/// <summary>How a tensor is filled so that activations keep about unit size through the networks and the wave stays below full scale.</summary>
/// <param name="Constant">The value of every element where <paramref name="Deviation"/> is 0.</param>
/// <param name="Deviation">Standard deviation around 0.</param>
internal readonly record struct WeightRecipe(float Constant, float Deviation)
{
    public static WeightRecipe For(string name, long[] shape)
    {
        var leaf = name[(name.LastIndexOf('.') + 1)..];
        if (IsNorm(name))
            return new(leaf == "bias" ? 0 : 1, 0);
        return leaf switch
        {
            "cluster_usage" or "initialized" => new(1, 0),
            "scale" or "gamma" => new(0.01f, 0),
            // SnakeBeta stores logarithms.
            "alpha" or "beta" => new(0, 0.1f),
            "bias" => new(0, 0.01f),
            "embedding_sum" or "embed_sum" => new(0, 1),
            _ => new(0, WeightDeviation(name, shape)),
        };
    }

    private static bool IsNorm(string name) =>
        name.Contains("layernorm", StringComparison.Ordinal) || name.Contains("_norm.", StringComparison.Ordinal)
        || name.Contains(".norm.", StringComparison.Ordinal);

    private static float WeightDeviation(string name, long[] shape)
    {
        long inputs = shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        if (name.StartsWith("talker.", StringComparison.Ordinal) && name.Contains("embedding", StringComparison.Ordinal))
            return 0.05f;
        // The vocoder's last convolution has one output.
        if (name.StartsWith("decoder.decoder.", StringComparison.Ordinal) && shape is [1, _, _])
            return 0.05f / MathF.Sqrt(inputs);
        // A residual branch.
        if (name.EndsWith(".conv2.conv.weight", StringComparison.Ordinal))
            return 0.3f / MathF.Sqrt(inputs);
        // Transposed convolutions, whose inputs come first: two taps meet in the vocoder's, one in the others.
        if (name.Contains(".block.1.conv.", StringComparison.Ordinal) && name.StartsWith("decoder.decoder.", StringComparison.Ordinal))
            return 1 / MathF.Sqrt(2 * shape[0]);
        if (name.Contains(".0.conv.", StringComparison.Ordinal) && name.StartsWith("decoder.upsample.", StringComparison.Ordinal))
            return 1 / MathF.Sqrt(shape[0]);
        return 1 / MathF.Sqrt(inputs);
    }
}
