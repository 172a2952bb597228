using Qwen3Tts.FunctionalTests.Executables;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Redis;

namespace Qwen3Tts.FunctionalTests.Chaos.Faults;

/// <summary>A process that faults befall, and the link by which it is reached.</summary>
internal sealed class Target : IAsyncDisposable
{
    // Less than any call of the fleet may take, and more than any network within a fleet takes.
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(200);

    private readonly Func<Task> _die;
    private readonly Action _pause;
    private readonly Action _resume;
    private readonly Func<Task> _start;

    private Target(int port, Func<Task> die, Action pause, Action resume, Func<Task> start) =>
        (Link, _die, _pause, _resume, _start) = (new Link(port), die, pause, resume, start);

    public Link Link { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A worker of a fleet, which is told of the link.</summary>
    public static async Task<Target> OfAsync(ProcessFleet fleet, string worker)
    {
        var process = await fleet.StartAsync(worker);
        var address = process.Address;
        var target = new Target(
            new Uri(address).Port, () => process.DieAsync(Ct), () => process.Pause(), () => process.Resume(),
            async () => process = await fleet.StartAsync(worker, address));
        fleet.Announce(worker, $"http://{target.Link.Address}");
        return target;
    }

    public static Target Of(RedisProcess redis, int port) =>
        new(port, () => redis.DieAsync(Ct), redis.Pause, redis.Resume, () => redis.StartAsync(Ct));

    public async Task BefallAsync(Fault fault)
    {
        switch (fault)
        {
            case Fault.Killed:
                await _die();
                break;
            case Fault.Paused:
                _pause();
                break;
            case Fault.Slowed:
                Link.Slow(Delay);
                break;
            case Fault.Silenced:
                Link.Hold();
                break;
            default:
                Link.Cut();
                break;
        }
    }

    public async Task MendAsync(Fault fault)
    {
        Link.Mend();
        if (fault is Fault.Killed)
            await _start();
        if (fault is Fault.Paused)
            _resume();
    }

    public ValueTask DisposeAsync() => Link.DisposeAsync();
}
