namespace Qwen3Tts.Modeling.Kernels;

/// <summary>SnakeBeta: x + sin²(x·e^α) / (e^β + 1e-9), per channel (Ziyin et al. 2020, arXiv:2006.08195, with a magnitude of its own).</summary>
internal sealed unsafe class SnakeParameters : IDisposable
{
    private readonly NativeBuffer _memory;

    /// <param name="alpha">[channels].</param>
    /// <param name="beta">[channels].</param>
    /// <param name="repeats">How many rows of padded channels stand side by side.</param>
    public SnakeParameters(float[] alpha, float[] beta, int repeats = 1)
    {
        var padded = PackedMatrix.Padded(alpha.Length);
        _memory = new NativeBuffer(2L * padded * repeats * sizeof(float));
        _memory.Clear();
        Frequencies = (float*)_memory.Pointer;
        Magnitudes = Frequencies + padded * repeats;
        for (var i = 0; i < repeats; i++)
        {
            for (var channel = 0; channel < alpha.Length; channel++)
            {
                Frequencies[i * padded + channel] = MathF.Exp(alpha[channel]);
                Magnitudes[i * padded + channel] = 1f / (MathF.Exp(beta[channel]) + 1e-9f);
            }
        }
    }

    public float* Frequencies { get; }

    public float* Magnitudes { get; }

    public void Dispose() => _memory.Dispose();
}
