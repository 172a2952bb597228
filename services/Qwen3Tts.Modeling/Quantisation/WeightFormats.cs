namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>What formats have in common.</summary>
internal static class WeightFormats
{
    /// <summary>True for integers in blocks, false for floating point.</summary>
    public static bool IsBlockwise(this WeightFormat format) => format is WeightFormat.Int8 or WeightFormat.Int4 or WeightFormat.Int4Asymmetric;

    /// <summary>Bits of an integer of a block.</summary>
    public static int Bits(this WeightFormat format) => format is WeightFormat.Int8 ? 8 : 4;
}
