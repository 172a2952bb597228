using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Quantisation;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>A linear layer with a bias, in the checkpoint's own precision.</summary>
internal sealed unsafe class DenseProjection : IDisposable
{
    private readonly WeightMatrix _matrix;
    private readonly NativeBuffer _bias;
    private readonly int _outputs;

    /// <param name="name">Of the layer: <c>.weight</c> and <c>.bias</c> are its tensors.</param>
    public DenseProjection(NetworkWeights weights, string name, int inputs, int outputs, int maxRows)
    {
        _outputs = outputs;
        _matrix = weights.Stored($"{name}.weight", outputs, inputs);
        _bias = weights.Vector($"{name}.bias", outputs);
        Input = new Activations(maxRows, inputs);
    }

    public Activations Input { get; }

    /// <param name="output">Of as many values a row as the layer has outputs.</param>
    public void Run(ThreadTeam team, int rows, Activations output)
    {
        var bias = new ReadOnlySpan<float>((float*)_bias.Pointer, _outputs);
        for (var row = 0; row < rows; row++)
            bias.CopyTo(output.Row(row));
        LinearJob.Run(team, _matrix, Input, rows, output.Values, output.Stride, add: true);
    }

    public void Dispose() => Input.Dispose();
}
