using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.FunctionalTests.FrontDoor;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.Soak;

/// <summary>
/// Clients that speak, leave in the middle, say nothing or ask for nonsense, several at a time: nothing of them stays. What the fleet held
/// meanwhile is in <c>soak.md</c> beside this program.
/// </summary>
public sealed class ComingAndGoingTest(FleetFixture fleets)
{
    // Of the eight places that the generator has: 70 %.
    private const int Clients = 6;
    private const int Samples = 30;

    /// <summary>How long clients come; <c>tests/nightly</c> asks for more.</summary>
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(int.Parse(
        Environment.GetEnvironmentVariable("QWEN3TTS_SOAK_SECONDS") ?? "60", CultureInfo.InvariantCulture));

    [Fact]
    public async Task Fleet_AfterManyClients_SpeaksAsBeforeAndHoldsNoMore()
    {
        var address = (await fleets.UnmarkedAsync()).Address;
        // Each has a connection of its own: a server resets one on which calls are dropped faster than it can end them.
        GrpcChannel[] channels = [.. Enumerable.Range(0, Clients).Select(_ => GrpcChannel.ForAddress(address))];
        var client = new V1.Speech.SpeechClient(channels[0]);
        var before = await SpeakAsync(client, seed: 7);
        var clock = Stopwatch.StartNew();
        var held = new Holdings();
        var visits = 0;

        // Everybody has left when it is looked at: what is there then stays.
        for (var sample = 0; sample <= Samples; sample++)
        {
            var until = sample * Length / Samples;
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(async index =>
            {
                var random = new Random(sample * Clients + index);
                for (; clock.Elapsed < until; Interlocked.Increment(ref visits))
                    await VisitAsync(new V1.Speech.SpeechClient(channels[index]), random.Next(4), (ulong)random.Next());
            }));
            held.Take(clock.Elapsed);
        }

        Assert.Equal(before, await SpeakAsync(client, seed: 7));
        foreach (var channel in channels)
            channel.Dispose();
        var report = $"{visits} visits of {Clients} clients at a time in {clock.Elapsed.TotalSeconds:0} s.\n\n{held.Describe()}\n";
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "soak.md"), report, TestContext.Current.CancellationToken);
        for (var kind = 0; kind < Holdings.Kinds.Count; kind++)
            Assert.True(held.Growth(kind).Whole < Holdings.Kinds[kind].Allowed, $"{Holdings.Kinds[kind].Name} grow:\n{report}");
    }

    private static async Task VisitAsync(V1.Speech.SpeechClient client, int kind, ulong seed)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var call = new SpeechCall(client, cancellation: leaving.Token);
        try
        {
            switch (kind)
            {
                case 0:
                    await SpeakAsync(client, seed);
                    break;
                case 1:
                    await call.StartAsync(Start(seed));
                    await call.TextAsync("My brother paints old wooden boats, ");
                    await call.FirstAudioAsync();
                    await leaving.CancelAsync();
                    break;
                case 2:
                    await call.StartAsync(Start(seed));
                    await leaving.CancelAsync();
                    break;
                default:
                    await call.StartAsync(new SynthesizeStart { Voice = "nobody" });
                    await call.AllAudioAsync();
                    break;
            }
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException or InvalidOperationException)
        {
            // What a client that leaves, or asks for nonsense, gets.
            Assert.NotEqual(0, kind);
        }
    }

    private static async Task<float[]> SpeakAsync(V1.Speech.SpeechClient client, ulong seed)
    {
        using var call = new SpeechCall(client);
        await call.StartAsync(Start(seed));
        await call.TextAsync("Good morning.");
        await call.EndAsync();
        return await call.AllAudioAsync();
    }

    private static SynthesizeStart Start(ulong seed) => new() { Voice = "joe", AudioEncoding = AudioEncoding.PcmF32Le, Seed = seed };
}
