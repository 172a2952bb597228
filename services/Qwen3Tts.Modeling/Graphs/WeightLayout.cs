namespace Qwen3Tts.Modeling.Graphs;

/// <summary>Where weights lie in their file: aligned to a page, so that the runtime can map each on its own.</summary>
internal static class WeightLayout
{
    private const long Page = 4096;

    public static long Align(long offset) => (offset + Page - 1) / Page * Page;
}
