using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Qwen3Tts.Benchmarks.Voices;

/// <summary>A redis-server process of the benchmark's own, which keeps nothing.</summary>
internal sealed class LocalRedis : IAsyncDisposable
{
    private readonly Process _process;

    private LocalRedis(Process process, string connection) => (_process, Connection) = (process, connection);

    public string Connection { get; }

    public static async Task<LocalRedis> StartAsync(CancellationToken cancellation)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("redis-server", ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("redis-server did not start.");
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
                return new LocalRedis(process, $"127.0.0.1:{port}");
        }

        throw new InvalidOperationException("redis-server ended at once.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
