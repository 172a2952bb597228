using System.Globalization;

namespace Qwen3Tts.Cli.Load;

/// <summary>What listeners of one writer's pace heard.</summary>
public sealed record TextLeadRow(double TokensPerSecond, LoadSummary Summary)
{
    public const string Header =
        "| tokens a second | utterances | failed | first byte p50, ms | p95, ms | first audible p50, ms | p95, ms | utterances with underruns "
        + "| underruns an utterance | standing still, s an utterance |\n"
        + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

    /// <summary>A row of Markdown.</summary>
    public override string ToString()
    {
        var heard = Math.Max(1, Summary.FirstByteMilliseconds.Count);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {TokensPerSecond:0.##} | {Summary.Utterances} | {Summary.Failed} | {Summary.FirstByteMilliseconds.P50:0} | {Summary.FirstByteMilliseconds.P95:0} "
            + $"| {Summary.FirstAudibleMilliseconds.P50:0} | {Summary.FirstAudibleMilliseconds.P95:0} | {Summary.UnderrunUtterances} "
            + $"| {(double)Summary.Underruns / heard:0.0} | {Summary.StalledSeconds / heard:0.00} |");
    }
}
