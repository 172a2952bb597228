namespace Qwen3Tts.Modeling.Kernels;

/// <summary>Root-mean-square norm of rows, from one set of activations to another.</summary>
internal readonly unsafe struct NormJob(Activations x, NativeBuffer weight, float epsilon, Activations y) : IJob
{
    public static void Run(ThreadTeam team, Activations x, NativeBuffer weight, float epsilon, Activations y, int rows)
    {
        var job = new NormJob(x, weight, epsilon, y);
        team.RunRows(ref job, rows);
    }

    public void Execute(int chunk) => RowMath.RmsNorm(
        x.Values + (long)chunk * x.Stride, (float*)weight.Pointer, epsilon, x.Width, y.Values + (long)chunk * y.Stride);
}
