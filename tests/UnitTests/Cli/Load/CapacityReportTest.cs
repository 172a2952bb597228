using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Load;

namespace Qwen3Tts.UnitTests.Cli.Load;

public sealed class CapacityReportTest
{
    private readonly FakeTimeProvider _time = new();
    private int _speaking;

    [Fact]
    public async Task Capacity_IsWhereMoreUnderrun_AndIsTriedAgainAtFourFifths()
    {
        var probes = new List<CapacityProbe>();

        var report = await Search(capacity: 5, probes);

        Assert.Equal(5, report.Capacity);
        Assert.Equal([1, 2, 4, 8, 6, 5, 4], probes.Select(probe => probe.Streams));
        Assert.Equal([true, true, true, false, false, true, true], probes.Select(probe => probe.Holds));
        Assert.Same(probes[^1], report.Loaded);
        Assert.Equal(7, report.Idle.Utterances);
        Assert.Equal(0, report.AddedMilliseconds!.Value, 2.0);
    }

    [Fact]
    public async Task NoCapacity_HasNothingToLoad()
    {
        var report = await Search(capacity: 0, []);

        Assert.Equal(0, report.Capacity);
        Assert.Null(report.Loaded);
        Assert.Null(report.AddedMilliseconds);
    }

    private Task<CapacityReport> Search(int capacity, List<CapacityProbe> probes)
    {
        // An answer takes nearly as long as its second of audio, or longer.
        var calm = new ScriptedFleet(_time) { Pause = TimeSpan.FromMilliseconds(190) };
        var late = new ScriptedFleet(_time) { Pause = TimeSpan.FromMilliseconds(210) };
        var plan = new LoadPlan { Request = new SpeechRequest(), Texts = ["a"] };
        return calm.PassAsync(() => CapacityReport.SearchAsync(
            Speak, plan, TimeSpan.FromSeconds(10), most: 32, idleUtterances: 7, probes.Add, _time, CancellationToken.None));

        async IAsyncEnumerable<SpeechEvent> Speak(
            SpeechRequest request, IAsyncEnumerable<string> text, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var fleet = ++_speaking > capacity ? late : calm;
            await foreach (var happened in fleet.Speak(request, text, cancellationToken))
                yield return happened;
            _speaking--;
        }
    }
}
