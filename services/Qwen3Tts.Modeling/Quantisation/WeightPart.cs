using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;

namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>The converted weights of one network as an entry of the cache.</summary>
internal sealed class WeightPart(string name, NetworkPart network, PrecisionPlan plan, IReadOnlyList<MatrixSpec> matrices) : ICachePart
{
    public string Name => name;

    public string Precision => plan.Describe(network);

    public GraphSource Source => GraphSource.Model;

    public NetworkPart Network => network;

    public PrecisionPlan Plan => plan;

    public IReadOnlyList<MatrixSpec> Matrices => matrices;

    /// <summary>Empty where everything is used as the checkpoint has it.</summary>
    public WeightFile File { get; } = new(matrices, network, plan);

    /// <summary>Bytes of a matrix as it is held: converted, or as the checkpoint has it.</summary>
    public long ByteLengthOf(MatrixSpec matrix, TensorSet tensors) => plan.Of(network, matrix.Kind) is var format && format is WeightFormat.Float32
        ? matrix.Parts.Sum(part => tensors.Get(part.Tensor).ByteLength)
        : WeightFile.ByteLengthOf(matrix, format);

    public IReadOnlyList<string> Write(Checkpoint checkpoint, string folder, Action<long, long> report)
    {
        using var stream = CachedWeights.Create(folder);
        File.Write(checkpoint.Tensors, stream, written => report(written, File.Length));
        return [CachedWeights.FileName];
    }
}
