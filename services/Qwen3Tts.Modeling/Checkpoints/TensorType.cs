namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>The element types of a safetensors file, by the names that the format gives them. F32, F16 and BF16 can be read as floats.</summary>
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
    U64,
    U32,
    U16,
    F8_E4M3,
    F8_E5M2,
}
