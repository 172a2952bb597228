using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>Opens a network of a checkpoint on ONNX Runtime.</summary>
internal static class InferenceSessions
{
    /// <exception cref="SpeechException">The graph could not be built or loaded, or the device is not there.</exception>
    public static InferenceSession Open(Checkpoint checkpoint, GraphPart part, SessionSettings settings)
    {
        var model = GraphCache.Open(checkpoint, part, settings);
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = settings.Threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        // A private copy of the weights in another order would double their memory, and a step that reads each weight once is slower for it.
        options.AddSessionConfigEntry("session.disable_prepacking", "1");
        // Several networks share the cores, each with threads of its own: one that waits must not keep a core busy.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (settings.Device is ExecutionDevice.Cuda)
            CudaDevice.Append(options, settings.DeviceId, part.Captured);
        try
        {
            return new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException error)
        {
            throw new SpeechException(
                SpeechErrorKind.Internal, $"The {part.Name} of checkpoint {checkpoint.Name} could not be loaded: {error.Message}", error);
        }
    }

    /// <summary>Zeros in the shape of an input that holds state, for one sequence.</summary>
    public static OrtValue Zeros(InferenceSession session, string input)
    {
        long[] shape = [.. session.InputMetadata[input].Dimensions.Select(size => Math.Max(1L, size))];
        return OrtValue.CreateTensorValueFromMemory(new float[shape.Aggregate(1L, (product, size) => product * size)], shape);
    }
}
