using System.Text.Json;
using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Cli.Planning;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Cli.Planning;

/// <summary>Figures that can be reckoned with by hand: a frame of 80 ms, runs of 10 ms for one utterance, 40 ms for four, prompts of 20 ms.</summary>
internal static class BenchFigures
{
    public static EngineReport Report { get; } = new(
        "model", "int4", Threads: 2, "a processor", Gpu: false, FrameMilliseconds: 80, FirstLoadSeconds: 5, LoadSeconds: 1, PeakResidentBytes: 1 << 30,
        [new FirstAudioReport("new voice", 50, 1, 20, 5, 5), new FirstAudioReport("known voice", 35, 1, 5, 5, 5)],
        [Streams(1, 10, 5), Streams(2, 20, 10), Streams(4, 40, 20)],
        []);

    public static StepTimes Times { get; } = new(Report, "new voice");

    public static StreamReport Streams(int streams, double generator, double codec) => new(streams, 100, generator / 4, generator * 3 / 4, codec, 1);

    public static string Write(TemporaryFolder folder, params EngineReport[] reports)
    {
        var path = folder.File("bench.json");
        File.WriteAllText(path, JsonSerializer.Serialize(reports, EngineReport.Json));
        return path;
    }
}
