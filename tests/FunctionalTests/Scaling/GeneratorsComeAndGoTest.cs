using System.Runtime.InteropServices;
using Grpc.Net.Client;
using Qwen3Tts.FunctionalTests.Executables;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.FunctionalTests.FrontDoor;
using Qwen3Tts.FunctionalTests.Observability;
using Qwen3Tts.Tests.Processes;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.Scaling;

/// <summary>Eight listeners ask for one utterance after another while a generator joins and another is scaled away: none hears of it.</summary>
public sealed class GeneratorsComeAndGoTest(FleetFixture fleets) : IAsyncDisposable
{
    private const int Streams = 8;
    private const string Service = "TokenGenerator";

    // Of two it is a half; but of two alike the earlier one is asked, and of 32 the other then has less than two fifths now and then.
    private const double LeastShare = 1.0 / 3;

    private static readonly string[] Pieces = ["The kettle was singing ", "when the first guests ", "came up the garden path, ", "and nobody had laid ", "the table yet."];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private readonly HttpClient _http = new();
    private readonly ProcessFleet _fleet = new(
        ("Services:DescribePeriod", "00:00:00.5"),
        // All speak in one voice, whose next utterance may go to who has one more: of eight one would have five, and which one is chance.
        ("Services:VoiceAffinity", "0"),
        // Each utterance has a mark of its own.
        ("Watermark:Enabled", "false"));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generators_ThatJoinAndAreScaledAwayUnderLoad_AreNotHeard()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Windows has no SIGTERM.");
        float[][] expected;
        using (var channel = GrpcChannel.ForAddress((await fleets.UnmarkedAsync()).Address))
            expected = await Task.WhenAll(Enumerable.Range(0, Streams).Select(seed => SpeakAsync(channel, seed)));
        var (firstMetrics, secondMetrics, joining) = (FreeAddress.Take(), FreeAddress.Take(), FreeAddress.Take().GetLeftPart(UriPartial.Authority));
        foreach (var worker in new[] { "TextFrontend", "SpeakerEmbedding", "AcousticDecoder" })
            await _fleet.AddAsync(worker);
        var first = await _fleet.AddAsync(Service, own: MetricsAt(firstMetrics));
        _fleet.Announce(Service, joining);
        using var gateway = GrpcChannel.ForAddress((await _fleet.StartAsync("Gateway")).Address);

        using var enough = new CancellationTokenSource();
        var listeners = Task.WhenAll(Enumerable.Range(0, Streams).Select(seed => ListenAsync(gateway, seed, expected[seed], enough.Token)));
        await _fleet.StartAsync(Service, joining, own: MetricsAt(secondMetrics));
        await ShareAsync(
            (one, other) => one + other >= Streams && other >= LeastShare * (one + other), "the generator that joined has its share", TimeSpan.FromSeconds(10));
        var (older, younger) = await ShareAsync((one, other) => one + other >= 4 * Streams, "both speak", within: null);
        Assert.True(younger >= LeastShare * (older + younger), $"The generator that joined has {younger} of {older + younger}.");

        Assert.Equal(0, await first.StopAsync(Ct));
        var after = await UtterancesAsync(secondMetrics);
        await Eventually.AsyncTrue(async () => await UtterancesAsync(secondMetrics) >= after + Streams, "the one that is left speaks for all");
        await enough.CancelAsync();
        var spoken = await listeners;
        TestContext.Current.TestOutputHelper?.WriteLine($"{spoken.Sum()} utterances, none broken; {await UtterancesAsync(secondMetrics)} by the generator that joined, {younger} of {older + younger} while there were two.");

        // How many come to each from now on, until they are as is waited for.
        async Task<(double Older, double Younger)> ShareAsync(Func<double, double, bool> until, string what, TimeSpan? within)
        {
            var (one, other) = (await UtterancesAsync(firstMetrics), await UtterancesAsync(secondMetrics));
            var came = (Older: 0.0, Younger: 0.0);
            await Eventually.AsyncTrue(
                async () =>
                {
                    came = (await UtterancesAsync(firstMetrics) - one, await UtterancesAsync(secondMetrics) - other);
                    return until(came.Older, came.Younger);
                },
                what,
                within);
            return came;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _fleet.DisposeAsync();
    }

    private static (string Key, string Value) MetricsAt(Uri address) => ("Fleet:MetricsUrl", address.GetLeftPart(UriPartial.Authority));

    private static async Task<int> ListenAsync(GrpcChannel gateway, int seed, float[] expected, CancellationToken enough)
    {
        var spoken = 0;
        for (; !enough.IsCancellationRequested; spoken++)
        {
            var heard = await SpeakAsync(gateway, seed);
            Assert.True(expected.AsSpan().SequenceEqual(heard), $"Utterance {spoken} of listener {seed} is another.");
        }

        return spoken;
    }

    /// <summary>Text comes piece by piece, so that the utterance is with its generator for a while.</summary>
    private static async Task<float[]> SpeakAsync(GrpcChannel channel, int seed)
    {
        using var call = new SpeechCall(new V1.Speech.SpeechClient(channel));
        await call.StartAsync(new SynthesizeStart { Voice = "joe", AudioEncoding = AudioEncoding.PcmF32Le, Seed = (ulong)seed });
        foreach (var piece in Pieces)
        {
            await call.TextAsync(piece);
            await Task.Delay(Pause, Ct);
        }

        await call.EndAsync();
        var samples = await call.AllAudioAsync();
        Assert.NotNull(call.Finished);
        return samples;
    }

    /// <summary>Utterances that a generator has begun to speak.</summary>
    private Task<double> UtterancesAsync(Uri metrics) => Metric.SumAsync(_http, metrics, "qwen3tts_generator_time_to_first_frame_seconds_count");
}
