namespace Qwen3Tts.Modeling.Graphs;

/// <summary>An edge of a graph under construction: the output of a node, an input or a weight.</summary>
internal readonly record struct GraphValue(string Name)
{
    /// <summary>An optional input that is not given.</summary>
    public static GraphValue None => new("");
}
