using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Tests.Processes;

namespace Qwen3Tts.FunctionalTests.Executables;

/// <summary>A fleet of nano whose services are processes of their own. Those that are still there end with it.</summary>
internal sealed class ProcessFleet : IAsyncDisposable
{
    private const string AnyPort = "http://127.0.0.1:0";

    private readonly List<ServiceProcess> _processes = [];
    private readonly Dictionary<string, int> _announced = [];

    /// <param name="settings">Those of this test's own, or its own choice of the usual ones.</param>
    public ProcessFleet(params (string Key, string Value)[] settings)
    {
        foreach (var (key, value) in settings)
            Settings[key] = value;
    }

    /// <summary>The names of the services behind the Gateway.</summary>
    public static IReadOnlyList<string> Workers { get; } = ["TextFrontend", "SpeakerEmbedding", "TokenGenerator", "AcousticDecoder"];

    /// <summary>Configuration of every service that is started from now on.</summary>
    public Dictionary<string, string> Settings { get; } = new()
    {
        ["Fleet:Credential"] = "the secret of this test's fleet",
        ["Models:Checkpoints:0"] = EmbeddedCheckpoint.Folder,
        ["Models:CacheFolder"] = FleetFixture.CacheFolder,
        // Several processes share the machine.
        ["Models:Threads"] = "1",
    };

    /// <summary>Starts a service and waits until it is ready.</summary>
    /// <param name="own">Settings of this process alone.</param>
    /// <inheritdoc cref="ServiceProcess.StartAsync"/>
    public async Task<ServiceProcess> StartAsync(string name, string address = AnyPort, string? folder = null, params (string Key, string Value)[] own)
    {
        var settings = new Dictionary<string, string>(Settings);
        foreach (var (key, value) in own)
            settings[key] = value;
        var process = await ServiceProcess.StartAsync(name, settings, TestContext.Current.CancellationToken, address, folder: folder, onError: ErrorLog.Add);
        _processes.Add(process);
        return process;
    }

    /// <summary>Starts a worker that Gateways which are started later know.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public async Task<ServiceProcess> AddAsync(string worker, string? folder = null, params (string Key, string Value)[] own)
    {
        var process = await StartAsync(worker, AnyPort, folder, own);
        Announce(worker, process.Address);
        return process;
    }

    /// <summary>Tells Gateways that are started later of a worker's address.</summary>
    public void Announce(string worker, string address)
    {
        var replica = _announced.GetValueOrDefault(worker);
        Settings[$"Services:{worker}:{replica}"] = address;
        _announced[worker] = replica + 1;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
    }
}
