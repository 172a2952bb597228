using Qwen3Tts.FunctionalTests.FrontDoor;

namespace Qwen3Tts.FunctionalTests.Chaos.Faults;

/// <summary>What listeners noticed of faults, in Markdown.</summary>
internal sealed class FaultTable
{
    private static readonly Moment[] Moments = Enum.GetValues<Moment>();

    private readonly Dictionary<(string Service, Fault Fault), Dictionary<Moment, string>> _rows = [];
    private readonly Dictionary<(string Service, Fault Fault), int> _moves = [];
    private int _rounds;

    /// <param name="moves">Stages that went on with another worker.</param>
    public void Add(string service, Fault fault, Moment moment, IReadOnlyCollection<Playback> heard, int moves)
    {
        var (gap, late) = (heard.Max(one => one.LongestGap.TotalSeconds), heard.Max(one => one.Late.TotalSeconds));
        var cell = FormattableString.Invariant($"{gap:0.00}") + (late >= 0.01 ? FormattableString.Invariant($", late by {late:0.00}") : "");
        if (!_rows.TryGetValue((service, fault), out var row))
            _rows[(service, fault)] = row = [];
        row[moment] = cell;
        _moves[(service, fault)] = _moves.GetValueOrDefault((service, fault)) + moves;
        _rounds++;
    }

    public string Describe() => string.Join('\n', [
        $"{_rounds * FaultyRound.Streams} utterances in {_rounds} rounds of {FaultyRound.Streams} at once, each to the bit that of an undisturbed fleet.",
        "The longest gap between two pieces of audio, in seconds, of which a listener's buffer (`Delivery:Lead`) holds 3; `late by` is for how long",
        "playback from the first audio on stood still at worst. Deadlines of stalls are the defaults; slowed means 200 ms each way.",
        "",
        $"| service | fault | {string.Join(" | ", Moments.Select(Name))} | moves to another worker |",
        $"| --- | --- | {string.Concat(Moments.Select(_ => "--- | "))}--- |",
        .. _rows.Select(row => $"| {row.Key.Service} | {Name(row.Key.Fault)} | {string.Join(" | ", Moments.Select(moment => row.Value.GetValueOrDefault(moment, "")))} | {_moves[row.Key]} |"),
        "",
    ]);

    private static string Name(Moment moment) => moment switch
    {
        Moment.Before => "before it begins",
        Moment.TextOpen => "before its text ends",
        Moment.FirstFrame => "at the first frame",
        Moment.Middle => "in the middle",
        _ => "near the end",
    };

    private static string Name(Fault fault) => fault switch
    {
        Fault.Killed => "killed",
        Fault.Paused => "paused",
        Fault.Slowed => "slowed",
        Fault.Silenced => "partitioned, silently",
        _ => "partitioned, connections broken",
    };
}
