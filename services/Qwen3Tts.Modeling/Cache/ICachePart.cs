using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;

namespace Qwen3Tts.Modeling.Cache;

/// <summary>Something made from a checkpoint's weights and kept: a graph, or weights in another format.</summary>
internal interface ICachePart
{
    /// <summary>What it is called in the cache and in progress reports.</summary>
    string Name { get; }

    string Precision { get; }

    GraphSource Source { get; }

    /// <summary>Writes its files into an empty folder.</summary>
    /// <param name="report">Told bytes written and bytes in all.</param>
    /// <returns>The files' names.</returns>
    IReadOnlyList<string> Write(Checkpoint checkpoint, string folder, Action<long, long> report);

    /// <summary>The weights that it is made from.</summary>
    TensorSet TensorsOf(Checkpoint checkpoint) => Source == GraphSource.Model ? checkpoint.Tensors : checkpoint.CodecTensors;
}
