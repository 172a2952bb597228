using Qwen3Tts.Modeling.Graphs;

namespace Qwen3Tts.UnitTests.Modeling.Graphs;

/// <summary>The decoder stack written down as its definition reads, in double precision and without a cache.</summary>
internal sealed class NaiveDecoderStack(DecoderStackShape shape, IReadOnlyDictionary<string, float[]> weights)
{
    /// <param name="x">One row of the hidden width for each position.</param>
    public double[][] Run(double[][] x)
    {
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var prefix = $"layers.{layer}.";
            x = Sum(x, Attend(prefix + "self_attn.", [.. x.Select(row => Norm(row, prefix + "input_layernorm"))]));
            x = Sum(x, [.. x.Select(row => Feed(prefix + "mlp.", Norm(row, prefix + "post_attention_layernorm")))]);
        }

        return [.. x.Select(row => Norm(row, "norm"))];
    }

    private double[][] Attend(string prefix, double[][] x)
    {
        var attention = shape.Attention;
        var q = Heads(x, prefix + "q_proj", prefix + "q_norm", attention.Heads);
        var k = Heads(x, prefix + "k_proj", prefix + "k_norm", attention.KeyValueHeads);
        var v = Heads(x, prefix + "v_proj", norm: null, attention.KeyValueHeads);
        var mixed = new double[x.Length][];
        for (var position = 0; position < x.Length; position++)
        {
            var row = new List<double>();
            for (var head = 0; head < attention.Heads; head++)
            {
                var shared = head / (attention.Heads / attention.KeyValueHeads);
                var scores = Enumerable.Range(0, position + 1)
                    .Select(key => Math.Exp(Dot(q[position][head], k[key][shared]) / Math.Sqrt(attention.HeadDim))).ToArray();
                for (var i = 0; i < attention.HeadDim; i++)
                    row.Add(scores.Select((score, key) => score * v[key][shared][i]).Sum() / scores.Sum());
            }

            mixed[position] = Multiply([.. row], prefix + "o_proj");
        }

        return mixed;
    }

    private double[][][] Heads(double[][] x, string projection, string? norm, int heads)
    {
        var width = shape.Attention.HeadDim;
        return
        [
            .. x.Select((row, position) => Multiply(row, projection).Chunk(width).Take(heads)
                .Select(head => norm is null ? head : Rotate(Norm(head, norm), position)).ToArray()),
        ];
    }

    private double[] Rotate(double[] head, int position)
    {
        var half = head.Length / 2;
        var turned = new double[head.Length];
        for (var i = 0; i < half; i++)
        {
            var angle = position * Math.Pow(shape.RopeTheta, -2.0 * i / head.Length);
            turned[i] = head[i] * Math.Cos(angle) - head[i + half] * Math.Sin(angle);
            turned[i + half] = head[i + half] * Math.Cos(angle) + head[i] * Math.Sin(angle);
        }

        return turned;
    }

    private double[] Feed(string prefix, double[] x)
    {
        var gate = Multiply(x, prefix + "gate_proj");
        var up = Multiply(x, prefix + "up_proj");
        return Multiply([.. gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u)], prefix + "down_proj");
    }

    private double[] Norm(double[] x, string name) =>
        [.. x.Zip(weights[name + ".weight"], (value, weight) => weight * value / Math.Sqrt(x.Average(v => v * v) + shape.Epsilon))];

    private double[] Multiply(double[] x, string name) =>
        [.. weights[name + ".weight"].Chunk(x.Length).Select(row => row.Zip(x, (weight, value) => weight * value).Sum())];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[][] Sum(double[][] a, double[][] b) => [.. a.Zip(b, (x, y) => x.Zip(y, (u, v) => u + v).ToArray())];
}
