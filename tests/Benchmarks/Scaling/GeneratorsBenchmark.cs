using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Benchmarks.Scaling;

/// <summary>
/// How many more streams two generators carry than one, each a process with one thread on a core of its own. Codes are asked for at the
/// generators themselves: Gateway, decoder and text would need cores that a machine of two does not have besides.
/// </summary>
internal static class GeneratorsBenchmark
{
    public const string Header =
        "| generators | streams | first frame p50, ms | p95, ms | frames a second | frames late | cores: generators | listeners |\n| --- | --- | --- | --- | --- | --- | --- | --- |";

    private const string Text = "The kettle was singing when the first guests came up the garden path.";
    private const int Frames = 60;

    private const int FewestStreams = 16;
    private const int MostStreams = PinnedGenerators.Places;

    // Of all frames, those that may come after their playback.
    private const double MostLate = 0.001;

    // How near to the number that is looked for it is found, as a share of it.
    private const double Precision = 0.04;

    /// <param name="limit">The longest 95th percentile of the first frame, in milliseconds.</param>
    public static async Task RunAsync(string checkpoint, TimeSpan length, double limit, TextWriter output, CancellationToken cancellation)
    {
        ModelDescription model;
        using (var catalog = CheckpointCatalog.Open(new ModelsOptions { Checkpoints = [checkpoint] }))
            model = catalog.All.Single().Describe();
        var request = DirectRequest.Of(checkpoint, model.Name, Text, Frames);
        var carried = new List<DirectLoad>();
        foreach (var count in new[] { 1, 2 })
        {
            await using var generators = await PinnedGenerators.StartAsync(count, checkpoint, model.Codec, cancellation);
            carried.Add(await MostAsync(count, streams => generators.MeasureAsync(request, streams, length, cancellation)));
        }

        output.WriteLine();
        output.WriteLine(FormattableString.Invariant(
            $"Carried with a first frame within {limit:0} ms at the 95th percentile: {carried[0].Streams} streams by one, {carried[1].Streams} by two, {(double)carried[1].Streams / carried[0].Streams:0.00} ×."));

        // Twice as many as were carried, then the half of what is left, until one more would be too many.
        async Task<DirectLoad> MostAsync(int count, Func<int, Task<DirectLoad>> measure)
        {
            var (best, least, most) = (default(DirectLoad), 0, MostStreams + 1);
            for (var streams = FewestStreams * count; most - least > Math.Max(1, Precision * least); streams = most > MostStreams ? Math.Min(2 * least, MostStreams) : (least + most) / 2)
            {
                var load = await measure(streams);
                output.WriteLine(FormattableString.Invariant(
                    $"| {count} | {load.Streams} | {load.First.P50:0} | {load.First.P95:0} | {load.FramesPerSecond:0} | {load.Late} | {load.Working:0.00} | {load.Asking:0.00} |"));
                // All that listeners in real time ask for was made in time.
                if (load.First.P95 <= limit && load.Late <= MostLate * load.FramesPerSecond * length.TotalSeconds)
                    (best, least) = (load, streams);
                else
                    most = streams;
                if (least is MostStreams)
                    break;
            }

            return best ?? throw new InvalidOperationException($"Not even one stream was carried within {limit} ms.");
        }
    }
}
