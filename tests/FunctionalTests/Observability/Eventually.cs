namespace Qwen3Tts.FunctionalTests.Observability;

/// <summary>Waits for other processes, which have no gate to wait at.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="what">For the message, should it never be so.</param>
    public static async Task AsyncTrue(Func<Task<bool>> condition, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!await condition())
        {
            await Task.Delay(Pause, patience.Token).ContinueWith(_ => { }, TestContext.Current.CancellationToken);
            Assert.False(patience.IsCancellationRequested, $"It did not come to be that {what}.");
        }
    }
}
