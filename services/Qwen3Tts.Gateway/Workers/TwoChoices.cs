using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>
/// The less loaded of two workers that are drawn. What is known of a worker's load is some seconds old: were the least loaded of all chosen,
/// all Gateways would choose the same one until they hear of it. Calls that are alike come before that to the same worker, which keeps what
/// they begin with, as long as it is not much fuller: rendezvous hashing (Thaler and Ravishankar, 1998), so that every Gateway finds the same
/// one and few calls change theirs where a worker comes or goes, with bounded loads (Mirrokni, Thorup and Zadimoghaddam, 2018).
/// </summary>
/// <param name="affinity">How much more of its places a worker may have taken and still come first for its calls; 0 for none at all.</param>
internal sealed class TwoChoices(int seed, double affinity = 0)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    /// <param name="workers">At least one; of two alike the earlier one is chosen.</param>
    /// <param name="likeness">The same for calls that are alike; null where nothing is gained by it.</param>
    public Worker Of(IReadOnlyList<Worker> workers, string? likeness = null)
    {
        if (workers.Count is 1)
            return workers[0];
        var drawn = Draw(workers);
        return likeness is null || affinity is 0
            ? drawn
            : workers.OrderBy(worker => Rank(worker, likeness)).First(worker => worker == drawn || IsBound(worker.Load, drawn.Load));
    }

    /// <summary>Whether a worker is not much fuller than one that was drawn, and not full.</summary>
    private bool IsBound(double load, double drawn) => load <= drawn || (load < 1 && load <= drawn + affinity);

    private Worker Draw(IReadOnlyList<Worker> workers)
    {
        int one, two;
        lock (_lock)
        {
            one = _random.Next(workers.Count);
            two = _random.Next(workers.Count - 1);
        }

        // Any but the first that was drawn.
        if (two >= one)
            two++;
        var (earlier, later) = (workers[Math.Min(one, two)], workers[Math.Max(one, two)]);
        return later.Load < earlier.Load ? later : earlier;
    }

    // The same in every process, which string.GetHashCode is not.
    private static ulong Rank(Worker worker, string likeness) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{worker.Address}\n{likeness}")));
}
