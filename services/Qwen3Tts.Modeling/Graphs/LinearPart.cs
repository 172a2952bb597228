namespace Qwen3Tts.Modeling.Graphs;

/// <summary>One of several linear layers on the same input.</summary>
/// <param name="Name">Without <c>.weight</c>.</param>
/// <param name="Outputs">Rows that are stored.</param>
/// <param name="Width">Rows that <paramref name="Arrange"/> makes of them.</param>
/// <param name="Arrange">Changes the stored [outputs × inputs] into [width × inputs].</param>
internal readonly record struct LinearPart(string Name, long Outputs, long Width, Func<float[], float[]> Arrange)
{
    public LinearPart(string name, long outputs)
        : this(name, outputs, outputs, stored => stored)
    {
    }
}
