namespace Qwen3Tts.Cli.Load;

/// <summary>The most streams that a fleet can serve, found by trying.</summary>
public static class CapacitySearch
{
    /// <summary>Doubles the number of streams until they do not hold, then halves the gap. More streams are taken never to hold where fewer did not.</summary>
    /// <param name="most">Streams that are tried at most.</param>
    /// <param name="holds">Tries a number of streams.</param>
    /// <returns>The highest number that held; 0 where one did not.</returns>
    public static async Task<int> FindAsync(int most, Func<int, Task<bool>> holds)
    {
        var (held, next) = (0, 1);
        while (await holds(next))
        {
            held = next;
            if (next == most)
                return most;
            next = Math.Min(most, 2 * next);
        }

        var failed = next;
        while (failed - held > 1)
        {
            var middle = (held + failed) / 2;
            if (await holds(middle))
                held = middle;
            else
                failed = middle;
        }

        return held;
    }
}
