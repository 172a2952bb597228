using System.Runtime.Intrinsics;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.UnitTests.Modeling.Kernels;

public sealed class NonlinearitiesTest
{
    [Fact]
    public void SineSquared_IsTheSinesSquare()
    {
        for (var x = -1000f; x <= 1000; x += 0.0371f)
            Assert.Equal(Math.Pow(Math.Sin(x), 2), Nonlinearities.SineSquared(Vector512.Create(x)).ToScalar(), 4e-7);
        Assert.Equal(0, Nonlinearities.SineSquared(Vector512<float>.Zero).ToScalar());
    }

    [Fact]
    public void Gelu_IsTheInputsShareBelowIt()
    {
        // Φ by adding up the normal density: the error function is not in the base library.
        var below = 0.5;
        const double Step = 1.0 / 4096;
        for (var x = 0.0; x < 6; x += Step)
        {
            Assert.Equal(x * below, Nonlinearities.Gelu(Vector512.Create((float)x)).ToScalar(), 5e-6 * Math.Max(1, x));
            Assert.Equal(-x * (1 - below), Nonlinearities.Gelu(Vector512.Create(-(float)x)).ToScalar(), 5e-6);
            var middle = x + Step / 2;
            below += Step * Math.Exp(-middle * middle / 2) / Math.Sqrt(2 * Math.PI);
        }

        Assert.Equal(100, Nonlinearities.Gelu(Vector512.Create(100f)).ToScalar());
        Assert.Equal(0, Nonlinearities.Gelu(Vector512.Create(-100f)).ToScalar());
    }
}
