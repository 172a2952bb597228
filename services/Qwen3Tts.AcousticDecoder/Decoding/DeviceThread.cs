using System.Collections.Concurrent;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>The one thread that uses a device. Work is done in the order it came.</summary>
public sealed class DeviceThread : IDisposable
{
    private readonly BlockingCollection<Action> _queue;
    private readonly Thread _thread;

    /// <param name="name">The thread's name.</param>
    /// <param name="capacity">How much work may wait.</param>
    public DeviceThread(string name, int capacity)
    {
        _queue = new BlockingCollection<Action>(capacity);
        _thread = new Thread(Loop) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>
    /// Does <paramref name="work"/> when its turn comes, unless it was cancelled by then. The task ends only when the device
    /// is done with it, so what the work uses may be disposed after.
    /// </summary>
    /// <exception cref="SpeechException">Exhausted: the queue is full.</exception>
    public Task<T> Run<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _queue.TryAdd(Turn) ? done.Task : throw SpeechException.Exhausted($"The queue of {_thread.Name} is full.");

        void Turn()
        {
            if (cancellationToken.IsCancellationRequested)
            {
                done.SetCanceled(cancellationToken);
                return;
            }

            try
            {
                done.SetResult(work());
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        }
    }

    /// <summary>Returns when the work that was queued is done.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _queue.Dispose();
    }

    private void Loop()
    {
        foreach (var turn in _queue.GetConsumingEnumerable())
            turn();
    }
}
