using System.Diagnostics;
using Qwen3Tts.Benchmarks.Spread;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Benchmarks.FirstAudio;

/// <summary>
/// What the way through five services costs: time to first audio of the fleet on loopback, against the same networks called in
/// process. Both take turns in one run, so that the machine is the same for both.
/// </summary>
internal static class FirstAudioBenchmark
{
    private const string Text = "Snow covered the bridge this morning.";
    private const int WarmRounds = 10;

    public static async Task RunAsync(string folder, int rounds, int threads, TextWriter output)
    {
        using var engine = new InProcessEngine(folder, new ModelsOptions { Threads = threads }.ToSettings());
        await using var fleet = await LocalFleet.StartAsync(
            new LocalFleetSettings { Checkpoints = [folder], Threads = threads }, CancellationToken.None);
        using var client = new FleetClient(fleet.Address);
        var request = new SpeechRequest(Voice: engine.Voice, Seed: 1);
        var direct = new List<double>();
        var served = new List<double>();
        for (var round = -WarmRounds; round < rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            engine.FirstAudio(Text);
            var alone = clock.Elapsed.TotalMilliseconds;
            var through = await FirstAudioAsync(client, request);
            if (round < 0)
                continue;
            direct.Add(alone);
            served.Add(through);
        }

        output.WriteLine("| checkpoint | rounds | in process, median ms | through five services, median ms | apart, ms | 90th percentile apart, ms |");
        output.WriteLine("| --- | --- | --- | --- | --- | --- |");
        output.WriteLine(
            $"| {Path.GetFileName(folder)} | {rounds} | {Quantile.At(direct, 0.5):f1} | {Quantile.At(served, 0.5):f1} | {Quantile.At(served, 0.5) - Quantile.At(direct, 0.5):f1} "
            + $"| {Quantile.At(served, 0.9) - Quantile.At(direct, 0.9):f1} |");
    }

    private static async Task<double> FirstAudioAsync(FleetClient client, SpeechRequest request)
    {
        using var stop = new CancellationTokenSource();
        var clock = Stopwatch.StartNew();
        await foreach (var happened in client.SpeakAsync(request, new[] { Text }.ToAsyncEnumerable(), stop.Token))
        {
            if (happened is SpeechEvent.Audio)
                break;
        }

        var elapsed = clock.Elapsed.TotalMilliseconds;
        await stop.CancelAsync();
        return elapsed;
    }
}
