using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Gateway.Output;
using Qwen3Tts.Gateway.Provenance;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Redis;

namespace Qwen3Tts.UnitTests.Gateway.Provenance;

public sealed class LedgerTest(RedisServer server) : IClassFixture<RedisServer>, IDisposable
{
    private const string Payload = "1-20-300";

    private static readonly LedgerSeal Seal = Sealing("00112233445566778899aabbccddeeff");
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MemoryLedgerStore _memory = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Entries_ThatWereMadeUpChangedMovedOrCopied_AreTold()
    {
        var line = Seal.Close(Entry("one"));
        await _memory.AppendAsync(Payload, line, Ct);
        await _memory.AppendAsync(Payload, line.Replace("acme", "bolt", StringComparison.Ordinal), Ct);
        await _memory.AppendAsync(Payload, Seal.Close(Entry("two") with { Payload = "1-20-301" }), Ct);
        await _memory.AppendAsync(Payload, Sealing("ffeeddccbbaa99887766554433221100").Close(Entry("three")), Ct);
        await _memory.AppendAsync(Payload, line, Ct);
        await _memory.AppendAsync(Payload, "nonsense", Ct);
        await _memory.AppendAsync(Payload, Seal.Close(Entry("one") with { Ended = true }), Ct);
        using var ledger = Of(_memory);

        var (entries, faults) = await ledger.FindAsync(Payload, tenant: null, Ct);

        Assert.Equal([("one", false), ("one", true)], entries.Select(entry => (entry.Utterance, entry.Ended)));
        Assert.Equal(["Entry 2", "Entry 3", "Entry 4", "Entry 5", "Entry 6"], faults.Select(fault => fault[..7]));
        Assert.Contains("is a copy", faults[3], StringComparison.Ordinal);
        Assert.Equal(2, (await ledger.FindAsync(Payload, new Tenant("acme"), Ct)).Entries.Count);
        Assert.Empty((await ledger.FindAsync(Payload, new Tenant("bolt"), Ct)).Entries);
    }

    [Fact]
    public async Task Store_ThatIsAway_GetsAllInOrderWhenItComesBack_AndUtterancesAreRefusedMeanwhile()
    {
        var store = new FailingStore(_memory);
        using var ledger = Of(store, mostWaiting: 4);
        await ledger.StartAsync(Ct);
        foreach (var utterance in new[] { "one", "two" })
        {
            ledger.Reserve(2);
            ledger.Write(Entry(utterance));
        }

        var error = Assert.Throws<SpeechException>(() => ledger.Reserve(2));
        foreach (var utterance in new[] { "one", "two" })
            ledger.Write(Entry(utterance) with { Ended = true });
        await store.Tried.Task.WaitAsync(Ct);
        store.IsThere = true;
        await ledger.StopAsync(Ct);

        Assert.Equal(SpeechErrorKind.Unavailable, error.Kind);
        Assert.Contains("Provenance:MaxWaiting", error.Message, StringComparison.Ordinal);
        var (entries, faults) = await ledger.FindAsync(Payload, tenant: null, Ct);
        Assert.Equal([("one", false), ("two", false), ("one", true), ("two", true)], entries.Select(entry => (entry.Utterance, entry.Ended)));
        Assert.Empty(faults);
        ledger.Reserve(2);
    }

    [Fact]
    public async Task Entries_OfAGatewayThatStopsInAHurry_AreWrittenAllTheSame()
    {
        var store = new FailingStore(_memory) { IsThere = true, Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        using var ledger = Of(store);
        await ledger.StartAsync(Ct);
        ledger.Reserve(2);
        ledger.Write(Entry("one"));
        ledger.Write(Entry("one") with { Ended = true });
        await store.Tried.Task.WaitAsync(Ct);

        var stopping = ledger.StopAsync(new CancellationToken(canceled: true));
        Assert.False(stopping.IsCompleted);
        store.Hold.SetResult();
        await stopping;

        Assert.Equal([false, true], (await ledger.FindAsync(Payload, tenant: null, Ct)).Entries.Select(entry => entry.Ended));
    }

    [Fact]
    public async Task File_KeepsADayEach_AndForgetsWhatIsTooOld()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));
        var options = Options.Create(new ProvenanceOptions { Folder = folder.Path, Retention = TimeSpan.FromDays(2) });
        foreach (var line in new[] { "first", "second", "third", "fourth" })
        {
            using var store = new FileLedgerStore(options, time);
            await store.AppendAsync(Payload, line, Ct);
            await store.AppendAsync("1-20-3000", "another's", Ct);
            time.Advance(TimeSpan.FromDays(1));
        }

        using var read = new FileLedgerStore(options, time);

        Assert.Equal(["second", "third", "fourth"], await Lines(read, Payload));
        Assert.Empty(await Lines(read, "1-2-3"));
    }

    [Fact]
    public async Task Redis_KeepsAStreamForEachPayload()
    {
        await using var connection = new RedisConnection(
            Options.Create(new RedisOptions { Connection = server.Connection }), NullLoggerFactory.Instance, TimeProvider.System);
        var store = new RedisLedgerStore(connection, Options.Create(new ProvenanceOptions()));

        await store.AppendAsync(Payload, "first", Ct);
        await store.AppendAsync("1-20-301", "another's", Ct);
        await store.AppendAsync(Payload, "second", Ct);

        Assert.Equal(["first", "second"], await Lines(store, Payload));
        var left = await connection.ReadAsync(database => database.KeyTimeToLiveAsync(RedisKeys.Ledger(Payload)), Ct);
        Assert.InRange(left!.Value, TimeSpan.FromDays(364), TimeSpan.FromDays(365));
    }

    private static async Task<List<string>> Lines(ILedgerStore store, string payload)
    {
        var lines = new List<string>();
        await foreach (var line in store.ReadAsync(payload, Ct))
            lines.Add(line);
        return lines;
    }

    private static LedgerSeal Sealing(string key) => new(Options.Create(new WatermarkOptions { Key = key }));

    private static LedgerEntry Entry(string utterance) => new(Payload, utterance, "acme", DateTimeOffset.UnixEpoch, Ended: false) { Voice = "joe" };

    private Ledger Of(ILedgerStore store, int mostWaiting = 100) => new(
        store,
        Seal,
        Options.Create(new ProvenanceOptions { MaxWaiting = mostWaiting }),
        new GatewayMetrics(_services.GetRequiredService<IMeterFactory>()),
        TimeProvider.System,
        NullLogger<Ledger>.Instance);

    private sealed class FailingStore(ILedgerStore inner) : ILedgerStore
    {
        public bool IsThere { get; set; }

        public TaskCompletionSource Tried { get; } = new();

        /// <summary>What each waits for; null for nothing.</summary>
        public TaskCompletionSource? Hold { get; init; }

        public async Task AppendAsync(string payload, string line, CancellationToken cancellation)
        {
            Tried.TrySetResult();
            if (Hold is { } hold)
                await hold.Task;
            if (!IsThere)
                throw SpeechException.Unavailable("It is away.");
            await inner.AppendAsync(payload, line, cancellation);
        }

        public async IAsyncEnumerable<string> ReadAsync(string payload, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (var line in inner.ReadAsync(payload, cancellation))
                yield return line;
        }
    }
}
