namespace Qwen3Tts.Modeling.Sessions;

/// <summary>Where networks on ONNX Runtime run.</summary>
public enum ExecutionDevice
{
    Cpu,

    /// <summary>An NVIDIA GPU. Needs a build with <c>-p:OnnxRuntimeFlavor=Gpu</c>.</summary>
    Cuda,
}
