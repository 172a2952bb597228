namespace Qwen3Tts.Cli.Bench;

/// <summary>What <c>bench engine</c> measured. Milliseconds and seconds of wall time.</summary>
/// <param name="FirstLoadSeconds">With whatever had to be converted.</param>
/// <param name="LoadSeconds">Talker, predictor and codec decoder, all converted already.</param>
/// <param name="PeakResidentBytes">Of the process, with short utterances.</param>
public sealed record EngineReport(
    string Checkpoint,
    string Precision,
    int Threads,
    double FirstLoadSeconds,
    double LoadSeconds,
    long PeakResidentBytes,
    IReadOnlyList<FirstAudioReport> FirstAudio,
    IReadOnlyList<StreamReport> Streams,
    IReadOnlyList<ContinuationReport> Continuations);
