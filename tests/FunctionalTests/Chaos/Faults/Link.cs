using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Qwen3Tts.FunctionalTests.Chaos.Faults;

/// <summary>The network between a service and who calls it: a relay of TCP connections that delays, holds back or breaks.</summary>
internal sealed class Link : IAsyncDisposable
{
    private const int PieceBytes = 16 * 1024;
    private const int PiecesUnderWay = 256;

    private readonly CancellationTokenSource _stopping = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private readonly IPEndPoint _target;
    private readonly Task _accepting;
    private TaskCompletionSource _passable = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _cut;
    private long _delay;
    private long _carried;

    /// <param name="target">Where the service is, on loopback.</param>
    public Link(int target)
    {
        _target = new IPEndPoint(IPAddress.Loopback, target);
        _passable.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where the service is reached through it.</summary>
    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Bytes that have come through since this was last asked.</summary>
    public long TakeCarried() => Interlocked.Exchange(ref _carried, 0);

    /// <summary>All comes so much later, in both directions.</summary>
    public void Slow(TimeSpan delay) => Interlocked.Exchange(ref _delay, delay.Ticks);

    /// <summary>Nothing comes through until it is mended; then all of it does.</summary>
    public void Hold() => Volatile.Write(ref _passable, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Breaks all connections, and each that is made until it is mended.</summary>
    public void Cut()
    {
        _cut = true;
        foreach (var socket in _sockets.Keys)
            Break(socket);
    }

    public void Mend()
    {
        _cut = false;
        Slow(TimeSpan.Zero);
        Volatile.Read(ref _passable).TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        foreach (var socket in _sockets.Keys)
            Break(socket);
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = RelayAsync(await _listener.AcceptSocketAsync(_stopping.Token));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was disposed.
        }
    }

    private async Task RelayAsync(Socket caller)
    {
        using var service = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        caller.NoDelay = true;
        _sockets[caller] = _sockets[service] = true;
        try
        {
            await Volatile.Read(ref _passable).Task.WaitAsync(_stopping.Token);
            // After they are listed: none slips through while connections are broken.
            if (_cut)
                return;
            await service.ConnectAsync(_target, _stopping.Token);
            await Task.WhenAll(CarryAsync(caller, service), CarryAsync(service, caller));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One of the two has gone, and so must the other.
        }
        finally
        {
            _sockets.TryRemove(caller, out _);
            _sockets.TryRemove(service, out _);
            Break(caller);
            Break(service);
        }
    }

    private async Task CarryAsync(Socket from, Socket to)
    {
        var underWay = Channel.CreateBounded<(byte[] Bytes, long Due)>(PiecesUnderWay);
        var arriving = ArriveAsync(underWay.Reader, to);
        try
        {
            var buffer = new byte[PieceBytes];
            while (await from.ReceiveAsync(buffer, _stopping.Token) is > 0 and var count)
            {
                var due = Environment.TickCount64 + Interlocked.Read(ref _delay) / TimeSpan.TicksPerMillisecond;
                await underWay.Writer.WriteAsync((buffer[..count], due), _stopping.Token);
            }

            underWay.Writer.Complete();
            await arriving;
            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // The other direction waits for more until it is told.
            Break(from);
            Break(to);
            underWay.Writer.TryComplete();
            throw;
        }
    }

    private async Task ArriveAsync(ChannelReader<(byte[] Bytes, long Due)> underWay, Socket to)
    {
        await foreach (var (bytes, due) in underWay.ReadAllAsync(_stopping.Token))
        {
            if (due - Environment.TickCount64 is > 0 and var early)
                await Task.Delay(TimeSpan.FromMilliseconds(early), _stopping.Token);
            await Volatile.Read(ref _passable).Task.WaitAsync(_stopping.Token);
            for (var sent = 0; sent < bytes.Length;)
                sent += await to.SendAsync(bytes.AsMemory(sent), _stopping.Token);
            Interlocked.Add(ref _carried, bytes.Length);
        }
    }

    /// <summary>Ends a connection with a reset, as a network does that has lost it.</summary>
    private static void Break(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }

        socket.Dispose();
    }
}
