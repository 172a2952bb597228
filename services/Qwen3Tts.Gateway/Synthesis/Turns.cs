namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>One at a time.</summary>
internal static class Turns
{
    public static async Task HoldAsync(this SemaphoreSlim turns, Func<Task> work, CancellationToken cancellation)
    {
        await turns.WaitAsync(cancellation);
        try
        {
            await work();
        }
        finally
        {
            turns.Release();
        }
    }
}
