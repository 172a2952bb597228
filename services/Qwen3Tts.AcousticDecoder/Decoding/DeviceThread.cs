using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>The one thread that uses a device, turn after turn; utterances that wait share a turn.</summary>
internal sealed class DeviceThread : IDisposable
{
    private readonly object _lock = new();
    private readonly TurnQueue _queue;
    private readonly int _capacity;
    private readonly TimeProvider _time;
    private readonly RunWatch? _watch;
    private readonly Thread _thread;
    private bool _ending;

    /// <param name="name">The thread's name.</param>
    /// <param name="capacity">How many utterances may wait.</param>
    /// <param name="framesPerTurn">Frames of a turn, of all its utterances.</param>
    /// <param name="watch">Told of each turn; null is not told.</param>
    public DeviceThread(string name, int capacity, int framesPerTurn, TimeProvider time, RunWatch? watch = null)
    {
        _queue = new TurnQueue(framesPerTurn);
        _capacity = capacity;
        (_time, _watch) = (time, watch);
        _thread = new Thread(Loop) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Decodes some of what <paramref name="turn"/> holds when it is its turn, unless it was cancelled by then.</summary>
    /// <exception cref="SpeechException">Exhausted: the queue is full.</exception>
    public Task<DecodedChunk> Run(DecodeTurn turn)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_ending, this);
            if (_queue.Count >= _capacity)
                throw SpeechException.Exhausted($"The queue of {_thread.Name} is full.");
            _queue.Add(turn);
            Monitor.Pulse(_lock);
        }

        return turn.Done;
    }

    /// <summary>Returns when the work that was queued is done.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _ending = true;
            Monitor.Pulse(_lock);
        }

        _thread.Join();
    }

    private void Loop()
    {
        while (true)
        {
            IReadOnlyList<(DecodeTurn Turn, int Frames)> turns;
            lock (_lock)
            {
                while (_queue.Count == 0 && !_ending)
                    Monitor.Wait(_lock);
                if (_queue.Count == 0)
                    return;
                turns = _queue.Take();
            }

            if (turns.Count is 0)
                continue;
            using (_watch?.Begin())
                Decode(turns);
        }
    }

    private void Decode(IReadOnlyList<(DecodeTurn Turn, int Frames)> turns)
    {
        try
        {
            var rows = turns.Select(item => item.Turn.Take(item.Frames)).ToList();
            var started = _time.GetTimestamp();
            turns[0].Turn.Decoder.Decode(rows);
            var frame = _time.GetElapsedTime(started) / rows.Sum(row => row.Frames.Count);
            _watch?.Succeed();
            foreach (var (item, row) in turns.Zip(rows))
                item.Turn.Complete(new DecodedChunk(row.Samples, row.Frames.Count, frame * row.Frames.Count));
        }
        catch (Exception error)
        {
            var failure = DeviceFailure.Of(error, _watch);
            foreach (var (turn, _) in turns)
                turn.Fail(failure);
        }
    }
}
