using System.Runtime.ExceptionServices;

namespace Qwen3Tts.Gateway.Synthesis.Pumps;

/// <summary>Runs the pumps of one utterance to their end.</summary>
internal static class PumpGroup
{
    /// <summary>
    /// Ends when all pumps have. When <paramref name="last"/> is done the others are stopped; the first to fail stops all,
    /// and its error is thrown.
    /// </summary>
    /// <param name="stop">What stops the pumps.</param>
    public static async Task RunAsync(CancellationTokenSource stop, Task last, params IEnumerable<Task> others)
    {
        Exception? first = null;
        await foreach (var ended in Task.WhenEach(others.Prepend(last)))
        {
            if (ended.IsCompletedSuccessfully && ended != last)
                continue;
            if (!ended.IsCompletedSuccessfully && !last.IsCompletedSuccessfully)
                first ??= ended.Exception?.InnerException ?? new TaskCanceledException(ended);
            await stop.CancelAsync();
        }

        if (first is not null)
            ExceptionDispatchInfo.Throw(first);
    }
}
