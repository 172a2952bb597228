using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>A linear layer over some rows: y = W x, or y += W x.</summary>
internal readonly unsafe struct LinearJob(WeightMatrix weights, Activations x, int rows, float* y, int stride, bool add, int chunks) : IJob
{
    /// <summary>Runs it on <paramref name="team"/>. Makes the rows' blocks first where the weights take them.</summary>
    /// <param name="stride">From one row of <paramref name="y"/> to the next; at least the weights' outputs.</param>
    /// <param name="add">Adds to what stands in <paramref name="y"/>.</param>
    public static void Run(ThreadTeam team, WeightMatrix weights, Activations x, int rows, float* y, int stride, bool add = false)
    {
        RowsJob.Prepare(team, weights, x, rows);
        var chunks = team.Chunks(weights.Tiles);
        var job = new LinearJob(weights, x, rows, y, stride, add, chunks);
        team.Run(ref job, chunks);
    }

    public void Execute(int chunk)
    {
        var tileY = stackalloc float[rows * WeightMatrix.TileOutputs];
        int first = (int)((long)weights.Tiles * chunk / chunks), end = (int)((long)weights.Tiles * (chunk + 1) / chunks);
        for (var tile = first; tile < end; tile++)
        {
            weights.MultiplyTile(x, rows, tile, tileY);
            for (var row = 0; row < rows; row++)
            {
                var target = y + (long)row * stride + tile * WeightMatrix.TileOutputs;
                var result = Vector512.Load(tileY + row * WeightMatrix.TileOutputs);
                (add ? Vector512.Load(target) + result : result).Store(target);
            }
        }
    }
}
