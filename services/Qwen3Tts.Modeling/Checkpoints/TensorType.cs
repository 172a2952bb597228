namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>The element types of a safetensors file.</summary>
public enum TensorType
{
    F32,
    F16,
    BF16,
    I64,
    I32,
    I16,
    I8,
    U8,
    Bool,
    F64,
}
