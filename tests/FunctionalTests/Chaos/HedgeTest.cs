using System.Runtime.InteropServices;
using Grpc.Net.Client;
using Qwen3Tts.FunctionalTests.Executables;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.FunctionalTests.FrontDoor;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.Chaos;

/// <summary>One of two generators, processes of their own, does nothing: what it was to say another says, in time and to the bit.</summary>
public sealed class HedgeTest(FleetFixture fleets) : IAsyncDisposable
{
    private const string Text = "The kettle was singing when the first guests came up the garden path.";

    private readonly ProcessFleet _fleet = new(
        // Only the hedge finds that a generator does nothing.
        ("Services:DescribePeriod", "01:00:00"),
        ("Failover:HedgeAfter", "00:00:00.5"),
        ("Failover:HedgeShare", "1"),
        // So that the one that does nothing is asked at all.
        ("Services:VoiceAffinity", "0"),
        // Each utterance has a mark of its own.
        ("Watermark:Enabled", "false"));

    [Fact]
    public async Task Utterances_WhoseGeneratorDoesNothing_AreSaidByAnother_AndAreTheSameToTheBit()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Windows has no signals.");
        using var whole = GrpcChannel.ForAddress((await fleets.UnmarkedAsync()).Address);
        var idle = await _fleet.AddAsync("TokenGenerator");
        foreach (var worker in ProcessFleet.Workers)
            await _fleet.AddAsync(worker);
        using var gateway = GrpcChannel.ForAddress((await _fleet.StartAsync("Gateway")).Address);

        idle.Pause();
        try
        {
            // Of one after the other, the first generator is asked first: it has no calls either.
            for (ulong seed = 0; seed < 3; seed++)
            {
                var (expected, heard) = (await SayAsync(whole, seed), await SayAsync(gateway, seed));
                Assert.True(expected.AsSpan().SequenceEqual(heard), $"Utterance {seed} is another.");
            }
        }
        finally
        {
            idle.Resume();
        }
    }

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    private static async Task<float[]> SayAsync(GrpcChannel channel, ulong seed)
    {
        using var call = new SpeechCall(new V1.Speech.SpeechClient(channel));
        await call.StartAsync(new SynthesizeStart { Voice = "joe", AudioEncoding = AudioEncoding.PcmF32Le, Seed = seed });
        await call.TextAsync(Text);
        await call.EndAsync();
        var samples = await call.AllAudioAsync();
        Assert.NotNull(call.Finished);
        return samples;
    }
}
