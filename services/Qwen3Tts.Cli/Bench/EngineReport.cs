using System.Text.Json;

namespace Qwen3Tts.Cli.Bench;

/// <summary>What <c>bench engine</c> measured. Milliseconds and seconds of wall time.</summary>
/// <param name="Device">What it was measured on, by the name of the processor or the GPU.</param>
/// <param name="Gpu">Whether that is a GPU.</param>
/// <param name="FrameMilliseconds">Of audio in a frame.</param>
/// <param name="FirstLoadSeconds">With whatever had to be converted.</param>
/// <param name="LoadSeconds">Talker, predictor and codec decoder, all converted already.</param>
/// <param name="PeakResidentBytes">Of the process, with short utterances.</param>
public sealed record EngineReport(
    string Checkpoint,
    string Precision,
    int Threads,
    string Device,
    bool Gpu,
    double FrameMilliseconds,
    double FirstLoadSeconds,
    double LoadSeconds,
    long PeakResidentBytes,
    IReadOnlyList<FirstAudioReport> FirstAudio,
    IReadOnlyList<StreamReport> Streams,
    IReadOnlyList<ContinuationReport> Continuations)
{
    /// <summary>How a file of them is written; a figure that is missing is not read as 0.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };
}
