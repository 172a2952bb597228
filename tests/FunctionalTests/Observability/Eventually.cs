namespace Qwen3Tts.FunctionalTests.Observability;

/// <summary>Waits for other processes, which have no gate to wait at.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="what">For the message, should it never be so.</param>
    /// <param name="within">How long it may take; null for as long as anything may.</param>
    public static async Task AsyncTrue(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(within ?? Patience);
        while (!await condition())
        {
            await Task.Delay(Pause, patience.Token).ContinueWith(_ => { }, TestContext.Current.CancellationToken);
            Assert.False(patience.IsCancellationRequested, $"It did not come to be that {what}.");
        }
    }
}
