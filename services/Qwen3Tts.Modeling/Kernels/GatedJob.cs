using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>The first half of a gated feed-forward layer over some rows: silu(G x) · (U x), silu(v) = v / (1 + e⁻ᵛ).</summary>
internal readonly unsafe struct GatedJob(WeightMatrix gate, WeightMatrix up, Activations x, int rows, Activations y, int chunks) : IJob
{
    /// <summary>Runs it on <paramref name="team"/>, into the floats of <paramref name="y"/>.</summary>
    public static void Run(ThreadTeam team, WeightMatrix gate, WeightMatrix up, Activations x, int rows, Activations y)
    {
        // Both read the same rows, and blocks that are scaled alike.
        RowsJob.Prepare(team, gate.TakesBlocks ? gate : up, x, rows);
        var chunks = team.Chunks(gate.Tiles);
        var job = new GatedJob(gate, up, x, rows, y, chunks);
        team.Run(ref job, chunks);
    }

    public void Execute(int chunk)
    {
        var gates = stackalloc float[2 * rows * WeightMatrix.TileOutputs];
        var ups = gates + rows * WeightMatrix.TileOutputs;
        int first = (int)((long)gate.Tiles * chunk / chunks), end = (int)((long)gate.Tiles * (chunk + 1) / chunks);
        for (var tile = first; tile < end; tile++)
        {
            gate.MultiplyTile(x, rows, tile, gates);
            up.MultiplyTile(x, rows, tile, ups);
            for (var row = 0; row < rows; row++)
            {
                var g = Vector512.Load(gates + row * WeightMatrix.TileOutputs);
                var u = Vector512.Load(ups + row * WeightMatrix.TileOutputs);
                (RowMath.Silu(g) * u).Store(y.Values + (long)row * y.Stride + tile * WeightMatrix.TileOutputs);
            }
        }
    }
}
