using System.Runtime.InteropServices;
using Grpc.Net.Client;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.FunctionalTests.FrontDoor;
using Qwen3Tts.Tests.Processes;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.Chaos;

/// <summary>One of two generators, processes of their own, does nothing: what it was to say another says, in time and to the bit.</summary>
public sealed class HedgeTest(FleetFixture fleets) : IAsyncDisposable
{
    private const string Text = "The kettle was singing when the first guests came up the garden path.";

    private readonly List<ServiceProcess> _processes = [];
    private readonly Dictionary<string, string> _settings = new()
    {
        ["Fleet:Credential"] = "the secret of this test's fleet",
        ["Models:Checkpoints:0"] = EmbeddedCheckpoint.Folder,
        ["Models:CacheFolder"] = FleetFixture.CacheFolder,
        ["Models:Threads"] = "1",
        // Only the hedge finds that a generator does nothing.
        ["Services:DescribePeriod"] = "01:00:00",
        ["Failover:HedgeAfter"] = "00:00:00.5",
        ["Failover:HedgeShare"] = "1",
        // Each utterance has a mark of its own.
        ["Watermark:Enabled"] = "false",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Utterances_WhoseGeneratorDoesNothing_AreSaidByAnother_AndAreTheSameToTheBit()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Windows has no signals.");
        using var whole = GrpcChannel.ForAddress((await fleets.UnmarkedAsync()).Address);
        var generators = new List<ServiceProcess>();
        foreach (var service in new[] { "TextFrontend", "SpeakerEmbedding", "AcousticDecoder" })
            _settings[$"Services:{service}:0"] = (await StartAsync(service)).Address;
        for (var i = 0; i < 2; i++)
        {
            generators.Add(await StartAsync("TokenGenerator"));
            _settings[$"Services:TokenGenerator:{i}"] = generators[i].Address;
        }

        using var gateway = GrpcChannel.ForAddress((await StartAsync("Gateway")).Address);

        generators[0].Pause();
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
            generators[0].Resume();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
    }

    private async Task<ServiceProcess> StartAsync(string service)
    {
        var process = await ServiceProcess.StartAsync(service, _settings, Ct, onError: ErrorLog.Add);
        _processes.Add(process);
        return process;
    }

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
