using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Load;

namespace Qwen3Tts.UnitTests.Cli.Load;

public sealed class CapacityReportTest
{
    private readonly FakeTimeProvider _time = new();
    private int _speaking;
    private int _spoken;

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

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    public async Task Attempts_ForgiveADisturbance(int attempts, int expected)
    {
        // Seven utterances tell how an idle fleet answers, and a stream speaks some ten in its time: the twentieth is of two streams.
        var report = await Search(capacity: 5, [], attempts, disturbed: 20);

        Assert.Equal(expected, report.Capacity);
    }

    [Fact]
    public async Task NoCapacity_HasNothingToLoad()
    {
        var report = await Search(capacity: 0, []);

        Assert.Equal(0, report.Capacity);
        Assert.Null(report.Loaded);
        Assert.Null(report.AddedMilliseconds);
    }

    private Task<CapacityReport> Search(int capacity, List<CapacityProbe> probes, int attempts = 1, int disturbed = 0)
    {
        // An answer takes nearly as long as its second of audio, or longer.
        var calm = new ScriptedFleet(_time) { Pause = TimeSpan.FromMilliseconds(190) };
        var late = new ScriptedFleet(_time) { Pause = TimeSpan.FromMilliseconds(210) };
        var plan = new LoadPlan { Request = new SpeechRequest(), Texts = ["a"] };
        return calm.PassAsync(() => CapacityReport.SearchAsync(
            Speak, plan, TimeSpan.FromSeconds(10), most: 32, attempts, idleUtterances: 7, probes.Add, _time, CancellationToken.None));

        async IAsyncEnumerable<SpeechEvent> Speak(
            SpeechRequest request, IAsyncEnumerable<string> text, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var fleet = ++_speaking > capacity || ++_spoken == disturbed ? late : calm;
            await foreach (var happened in fleet.Speak(request, text, cancellationToken))
                yield return happened;
            _speaking--;
        }
    }
}
