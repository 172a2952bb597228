namespace Qwen3Tts.Modeling.Kernels;

/// <summary>Makes the 16-bit blocks of rows.</summary>
internal readonly unsafe struct RowsJob(Activations x, float* scales) : IJob
{
    public static void Prepare(ThreadTeam team, WeightMatrix weights, Activations x, int rows)
    {
        if (!weights.TakesBlocks)
            return;
        var job = new RowsJob(x, weights.InputScales);
        team.RunRows(ref job, rows);
    }

    public void Execute(int chunk) => x.Quantise(chunk, scales);
}
