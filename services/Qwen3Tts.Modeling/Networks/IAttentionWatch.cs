namespace Qwen3Tts.Modeling.Networks;

/// <summary>Sees how the heads of a sequence divide their attention.</summary>
internal interface IAttentionWatch
{
    /// <summary>Called for every row and head, each head's on one thread at a time, several heads' at once.</summary>
    /// <param name="layer">From 0 on.</param>
    /// <param name="head">Of the layer's query heads, from 0 on.</param>
    /// <param name="weights">To each position up to the row's own, <paramref name="total"/> in all; valid during the call only.</param>
    void See(int layer, int head, ReadOnlySpan<float> weights, float total);
}
