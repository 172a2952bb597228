using System.Diagnostics;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Qwen3Tts.Audio.Preparation;
using Qwen3Tts.Audio.Resampling;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Voices;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Processes;
using Qwen3Tts.Tests.Redis;

namespace Qwen3Tts.Benchmarks.Voices;

/// <summary>What a cloned voice costs before it speaks: preparing and embedding its clip, and finding what was made of it.</summary>
internal static class VoicesBenchmark
{
    public const string Header = "| what | median | 99th percentile | goal |\n| --- | --- | --- | --- |";

    private const int XVectorSize = 1024;
    private const int Groups = 16;
    private const int Frames = 63;
    private const int LookUps = 5_000;

    private static readonly Tenant Tenant = new("benchmark");
    private static readonly EmbeddingKey Key = new("family", WithCodes: true, "revision");

    public static async Task RunAsync(string checkpointFolder, int rounds, TextWriter output, CancellationToken cancellation)
    {
        using (var checkpoint = Checkpoint.Open(checkpointFolder))
        using (var xVectors = new XVectors(checkpoint))
        {
            var speech = Speech(xVectors.SampleRate);
            var preparer = new ReferencePreparer(new PreparationSettings(), xVectors.SampleRate);
            Write(output, "preparation of a 10 s clip", "300 ms", Measure(
                rounds, () => preparer.Prepare(new Waveform(speech, xVectors.SampleRate), whole: true, cancellation)));
            var clip = speech[..(5 * xVectors.SampleRate)];
            Write(output, $"x-vector of a 5 s clip, {checkpoint.Name}", "150 ms", Measure(rounds, () => xVectors.Of(clip)));
        }

        await LookUpAsync(output, cancellation);
    }

    private static async Task LookUpAsync(TextWriter output, CancellationToken cancellation)
    {
        var port = FreeAddress.Take().Port;
        await using var redis = new RedisProcess(port);
        await redis.StartAsync(cancellation);
        await using var connection = new RedisConnection(
            Options.Create(new RedisOptions { Connection = $"127.0.0.1:{port}" }), NullLoggerFactory.Instance, TimeProvider.System);
        var store = new RedisVoiceStore(connection, NullLogger<RedisVoiceStore>.Instance);
        var share = new RedisEmbeddingShare(connection, Options.Create(new VoicesOptions()), TimeProvider.System, NullLogger<RedisEmbeddingShare>.Instance);
        var voice = new RegisteredVoice("id", "voice", "", 5, DateTimeOffset.UnixEpoch) { ClipDigest = new string('0', 64) };
        var address = Key.Address(voice.ClipDigest, voice.Transcript);
        var embedding = new VoiceEmbedding(new float[XVectorSize], new CodeFrames(Groups, new int[Groups * Frames]));
        await store.TryAddAsync(Tenant, voice, new byte[480_000], most: 1, cancellation);
        await store.SaveEmbeddingAsync(Tenant, voice, address, embedding, cancellation);

        Write(output, "a voice by its name, from Redis", "2 ms", await MeasureAsync(async () => await store.FindAsync(Tenant, "voice", cancellation)));
        Write(output, "its embedding, from Redis", "2 ms", await MeasureAsync(async () => await store.FindEmbeddingAsync(Tenant, voice, address, cancellation)));
        var services = new ServiceCollection()
            .AddMetrics()
            .AddSingleton<GatewayMetrics>()
            .AddHybridCache().AddSerializer<ClipEmbedding, ClipEmbeddingSerializer>().Services
            .BuildServiceProvider();
        await using (services)
        {
            var embeddings = new VoiceEmbeddings(
                new EmbeddingCache(services.GetRequiredService<HybridCache>()), store, share, new NoEmbedder(), services.GetRequiredService<GatewayMetrics>());
            var use = new VoiceUse(Tenant, voice, "model", Key, Groups);
            Write(output, "its embedding, in the process", "50 µs", await MeasureAsync(() => embeddings.GetAsync(use, cancellation)));
        }
    }

    /// <summary>10 s in a voice of nano's, with noise.</summary>
    private static float[] Speech(int sampleRate)
    {
        var voice = WaveReader.Read(File.ReadAllBytes(Path.Combine(EmbeddedCheckpoint.Folder, "voices", "joe.wav")), new WaveLimits(60));
        var samples = new Resampler(voice.SampleRate, sampleRate).Resample(voice.Samples);
        float[] tiled = [.. Enumerable.Range(0, 10 * sampleRate).Select(at => samples[at % samples.Length])];
        return Noises.Mix(tiled, Noises.Pink(tiled.Length, seed: 1), 15);
    }

    private static List<double> Measure(int rounds, Action work)
    {
        var times = new List<double>(rounds);
        for (var round = -3; round < rounds; round++)
        {
            var clock = Stopwatch.GetTimestamp();
            work();
            if (round >= 0)
                times.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        }

        return times;
    }

    private static async Task<List<double>> MeasureAsync(Func<Task> work)
    {
        var times = new List<double>(LookUps);
        for (var round = -500; round < LookUps; round++)
        {
            var clock = Stopwatch.GetTimestamp();
            await work();
            if (round >= 0)
                times.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        }

        return times;
    }

    private static void Write(TextWriter output, string what, string goal, List<double> milliseconds)
    {
        milliseconds.Sort();
        output.WriteLine($"| {what} | {Time(milliseconds[milliseconds.Count / 2])} | {Time(milliseconds[(int)Math.Ceiling(0.99 * milliseconds.Count) - 1])} | {goal} |");
    }

    private static string Time(double milliseconds) => milliseconds < 1
        ? FormattableString.Invariant($"{1000 * milliseconds:0.0} µs")
        : FormattableString.Invariant($"{milliseconds:0.0} ms");

    /// <summary>Everything is to be found.</summary>
    private sealed class NoEmbedder : ISpeakerEmbedder
    {
        public Task<ClipEmbedding> EmbedClipAsync(string model, ReferenceClip clip, int? codeGroups, bool compareHalves, CancellationToken cancellation) =>
            throw new InvalidOperationException("Nothing was to be embedded.");

        public Task<PreparationReport> ValidateClipAsync(string model, ReferenceClip clip, CancellationToken cancellation) =>
            throw new InvalidOperationException("Nothing was to be embedded.");

        public Task<ClipEmbedding> EmbedBuiltInAsync(string model, string voice, int? codeGroups, CancellationToken cancellation) =>
            throw new InvalidOperationException("Nothing was to be embedded.");
    }
}
