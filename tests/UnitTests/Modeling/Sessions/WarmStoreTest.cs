using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.UnitTests.Modeling.Sessions;

public sealed class WarmStoreTest
{
    [Fact]
    public void Keep_BeyondItsRoom_DropsWhatWasUsedLongestAgo()
    {
        using var store = new WarmStore<State>(maxBytes: 30);
        State a = new(), b = new(), c = new(), d = new();
        store.Keep("a", 10, () => a);
        store.Keep("b", 10, () => b);
        store.Keep("c", 10, () => c);

        Assert.True(store.TryUse("a", used => Assert.Same(a, used)));
        store.Keep("d", 20, () => d);

        Assert.Equal((false, true, true, false), (a.Disposed, b.Disposed, c.Disposed, d.Disposed));
        Assert.False(store.TryUse("b", _ => Assert.Fail("It was dropped.")));
        Assert.Equal(30, store.Bytes);
    }

    [Fact]
    public void Keep_WhatIsLargerThanAll_OrThereAlready_ChangesNothing()
    {
        using var store = new WarmStore<State>(maxBytes: 30);
        var kept = new State();
        store.Keep("a", 30, () => kept);

        store.Keep("b", 31, () => throw new InvalidOperationException("It was copied for nothing."));
        store.Keep("a", 10, () => throw new InvalidOperationException("It was copied for nothing."));

        Assert.True(store.TryUse("a", used => Assert.Same(kept, used)));
        Assert.False(kept.Disposed);
    }

    [Fact]
    public void Dispose_DisposesAll()
    {
        var state = new State();
        var store = new WarmStore<State>(maxBytes: 30);
        store.Keep("a", 10, () => state);

        store.Dispose();

        Assert.True(state.Disposed);
        Assert.Equal(0, store.Bytes);
    }

    private sealed class State : IDisposable
    {
        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }
}
