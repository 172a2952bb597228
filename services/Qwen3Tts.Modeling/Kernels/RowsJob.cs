namespace Qwen3Tts.Modeling.Kernels;

/// <summary>Makes the 16-bit blocks of rows.</summary>
internal readonly struct RowsJob(Activations x) : IJob
{
    // What few rows take is less than what it takes to share them out.
    private const int WorthSharing = 4;

    public static void Prepare(ThreadTeam team, WeightMatrix weights, Activations x, int rows)
    {
        if (!weights.TakesBlocks)
            return;
        var job = new RowsJob(x);
        if (rows >= WorthSharing)
        {
            team.Run(ref job, rows);
            return;
        }

        for (var row = 0; row < rows; row++)
            job.Execute(row);
    }

    public void Execute(int chunk) => x.Quantise(chunk);
}
