using Qwen3Tts.Modeling.Quantisation;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>How networks are loaded.</summary>
/// <param name="Threads">Threads that one run of a network may use; 0 takes one for each core.</param>
/// <param name="CacheFolder">Where built graphs are kept; null keeps them beside the checkpoint, or in the user's cache where that is read-only.</param>
/// <param name="Progress">Told while something is built.</param>
/// <param name="Precision">How weights are held; null takes them as the checkpoint has them.</param>
public sealed record SessionSettings(
    int Threads = 0, string? CacheFolder = null, IProgress<ConversionProgress>? Progress = null, PrecisionPlan? Precision = null)
{
    /// <summary>Most sequences at a time that memory is planned for.</summary>
    public int Sequences { get; init; } = 8;

    /// <summary>Positions of the longest sequence: prompt and frames.</summary>
    public int MaxPositions { get; init; } = 2560;

    /// <summary>Bytes for keys and values of beginnings that utterances share, such as a voice's: 0 keeps none. On the processor only.</summary>
    public long WarmBytes { get; init; }

    /// <summary>Where networks on ONNX Runtime run.</summary>
    public ExecutionDevice Device { get; init; }

    /// <summary>Which of the machine's devices of that kind, from 0 on.</summary>
    public int DeviceId { get; init; }
}
