using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.FunctionalTests.FrontDoor;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.Soak;

/// <summary>Clients that speak, leave in the middle, say nothing or ask for nonsense, several at a time: nothing of them stays.</summary>
public sealed class ComingAndGoingTest(FleetFixture fleets)
{
    private const int Clients = 4;
    private const long HeapGrowth = 64 << 20;

    /// <summary>Utterances in all; <c>tests/nightly</c> asks for more.</summary>
    private static readonly int Utterances = int.Parse(
        Environment.GetEnvironmentVariable("QWEN3TTS_SOAK_UTTERANCES") ?? "48", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Fleet_AfterManyClients_SpeaksAsBeforeAndHoldsNoMore()
    {
        using var channel = GrpcChannel.ForAddress((await fleets.UnmarkedAsync()).Address);
        var client = new V1.Speech.SpeechClient(channel);
        var before = await SpeakAsync(client, seed: 7);
        var heap = GC.GetTotalMemory(forceFullCollection: true);

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async index =>
        {
            var random = new Random(index);
            for (var i = 0; i < Utterances / Clients; i++)
                await VisitAsync(client, random.Next(4), (ulong)random.Next());
        }));

        Assert.Equal(before, await SpeakAsync(client, seed: 7));
        var growth = GC.GetTotalMemory(forceFullCollection: true) - heap;
        Assert.True(growth < HeapGrowth, $"The heap has grown by {growth:N0} bytes over {Utterances} utterances.");
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
