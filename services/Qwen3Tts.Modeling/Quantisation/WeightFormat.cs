namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>How a linear layer's weights are held.</summary>
public enum WeightFormat
{
    /// <summary>As the checkpoint stores them, read from its mapped file; computed in single precision.</summary>
    Float32,

    /// <summary>Rounded to bfloat16; computed in single precision.</summary>
    BFloat16,

    /// <summary>Rounded to half precision; computed in single precision, on a GPU in half.</summary>
    Float16,

    /// <summary>8-bit integers in blocks of 32 inputs, a scale each.</summary>
    Int8,

    /// <summary>4-bit integers in blocks of 32 inputs, a scale each.</summary>
    Int4,

    /// <summary>4-bit integers in blocks of 32 inputs, a scale and a zero point each.</summary>
    Int4Asymmetric,
}
