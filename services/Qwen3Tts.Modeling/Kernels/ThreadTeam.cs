using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>
/// A fixed set of threads that do one job after another, each in chunks taken by whoever is free. A job costs no allocation and, while
/// jobs follow one another closely, no call into the system. Those who share a team take it in turn, for a frame at a time: more
/// threads than cores that wait for one another would be slower for all.
/// </summary>
internal sealed unsafe class ThreadTeam : IDisposable
{
    // Some hundred microseconds: longer than what lies between two jobs of a frame, short beside a frame.
    private const int SpinsBeforeSleep = 2000;
    private const int SpinsBeforeYield = 1000;
    private const int ChunksPerThread = 4;
    private const int RowsWorthSharing = 4;
    private const int ChunkBits = 20;
    private const long ChunkMask = (1L << ChunkBits) - 1;

    private static readonly ConcurrentDictionary<int, Lazy<ThreadTeam>> Teams = new();

    private readonly Thread[] _helpers;
    private readonly object _sleepers = new();
    private readonly object _turns = new();
    private void* _job;
    private delegate*<void*, int, void> _execute;

    // Of the current job: how many chunks there are (upper bits) and how many have been taken (lower bits).
    private long _ticket;
    private int _done;
    private int _asleep;
    private bool _stopping;
    private long _nextTurn;
    private long _servedTurn;

    /// <param name="threads">Threads that work, the caller's among them; 0 takes one for each core.</param>
    public ThreadTeam(int threads = 0)
    {
        Threads = threads > 0 ? threads : Environment.ProcessorCount;
        _helpers = new Thread[Threads - 1];
        for (var i = 0; i < _helpers.Length; i++)
        {
            _helpers[i] = new Thread(Help) { Name = $"kernel-{i + 1}", IsBackground = true };
            _helpers[i].Start();
        }
    }

    /// <summary>Threads that work, the caller's among them.</summary>
    public int Threads { get; }

    /// <summary>The process's team of so many threads, which lasts as long as the process.</summary>
    public static ThreadTeam Shared(int threads) => Teams.GetOrAdd(threads, static count => new(() => new ThreadTeam(count))).Value;

    /// <summary>Waits for the caller's turn; it lasts until the result is disposed. Turns are given in the order they were asked for.</summary>
    public Turn Enter()
    {
        lock (_turns)
        {
            var turn = _nextTurn++;
            while (turn != _servedTurn)
                Monitor.Wait(_turns);
        }

        return new Turn(this);
    }

    /// <summary>In how many chunks to do <paramref name="items"/> things: some for each thread, so that one that was held up is overtaken.</summary>
    public int Chunks(int items) => Math.Min(items, Threads * ChunksPerThread);

    /// <summary>Does every chunk of <paramref name="job"/>, by all threads; returns when all are done. Only within a turn.</summary>
    /// <param name="job">A local variable: the collector must not move it.</param>
    /// <param name="chunks">Fewer than 2²⁰.</param>
    public void Run<TJob>(ref TJob job, int chunks)
        where TJob : struct, IJob
    {
        if (_helpers.Length == 0 || chunks <= 1)
        {
            for (var chunk = 0; chunk < chunks; chunk++)
                job.Execute(chunk);
            return;
        }

        _job = Unsafe.AsPointer(ref job);
        _execute = &Execute<TJob>;
        Volatile.Write(ref _done, 0);
        Interlocked.Exchange(ref _ticket, (long)chunks << ChunkBits);
        if (Volatile.Read(ref _asleep) > 0)
            Wake();
        TakeChunks();
        for (var spins = 0; Volatile.Read(ref _done) < chunks; spins++)
        {
            // A thread that was held up with the last chunk may need this one's core.
            if (spins < SpinsBeforeYield)
                Thread.SpinWait(1);
            else
                Thread.Yield();
        }
    }

    /// <summary>
    /// The same for a job of a chunk a row, each of a microsecond or less: what few rows take is less than what it takes to share them out.
    /// </summary>
    public void RunRows<TJob>(ref TJob job, int rows)
        where TJob : struct, IJob
    {
        if (rows >= RowsWorthSharing)
        {
            Run(ref job, rows);
            return;
        }

        for (var row = 0; row < rows; row++)
            job.Execute(row);
    }

    public void Dispose()
    {
        Volatile.Write(ref _stopping, true);
        Wake();
        foreach (var helper in _helpers)
            helper.Join();
    }

    // A pointer to the caller's stack: the caller stays in Run until every chunk is done.
    private static void Execute<TJob>(void* job, int chunk)
        where TJob : struct, IJob => Unsafe.AsRef<TJob>(job).Execute(chunk);

    private static bool HasChunks(long ticket) => (ticket & ChunkMask) < ticket >> ChunkBits;

    /// <returns>False where there was none to take.</returns>
    private bool TakeChunks()
    {
        var took = false;
        while (true)
        {
            var ticket = Volatile.Read(ref _ticket);
            if (!HasChunks(ticket))
                return took;
            // Whoever wins the chunk keeps the job alive: it is not over before each chunk taken is done.
            if (Interlocked.CompareExchange(ref _ticket, ticket + 1, ticket) != ticket)
                continue;
            took = true;
            _execute(_job, (int)(ticket & ChunkMask));
            Interlocked.Increment(ref _done);
        }
    }

    private void Help()
    {
        var spins = 0;
        while (!Volatile.Read(ref _stopping))
        {
            if (TakeChunks())
                spins = 0;
            else if (++spins < SpinsBeforeSleep)
                Thread.SpinWait(4);
            else
                Sleep();
        }
    }

    private void Sleep()
    {
        lock (_sleepers)
        {
            // Announced before the last look: a job that begins after it sees the sleeper.
            Interlocked.Increment(ref _asleep);
            if (!HasChunks(Volatile.Read(ref _ticket)) && !Volatile.Read(ref _stopping))
                Monitor.Wait(_sleepers);
            Interlocked.Decrement(ref _asleep);
        }
    }

    private void Wake()
    {
        lock (_sleepers)
            Monitor.PulseAll(_sleepers);
    }

    private void Leave()
    {
        lock (_turns)
        {
            _servedTurn++;
            Monitor.PulseAll(_turns);
        }
    }

    /// <summary>A caller's turn with the team.</summary>
    public readonly struct Turn : IDisposable
    {
        private readonly ThreadTeam _team;

        internal Turn(ThreadTeam team) => _team = team;

        public void Dispose() => _team.Leave();
    }
}
