namespace Qwen3Tts.Gateway.Workers;

/// <summary>
/// The less loaded of two workers that are drawn. What is known of a worker's load is some seconds old: were the least loaded of all chosen,
/// all Gateways would choose the same one until they hear of it.
/// </summary>
internal sealed class TwoChoices(int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    /// <param name="workers">At least one; of two alike the earlier one is chosen.</param>
    public Worker Of(IReadOnlyList<Worker> workers)
    {
        if (workers.Count is 1)
            return workers[0];
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
}
