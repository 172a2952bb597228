namespace Qwen3Tts.Cli.Bench;

/// <summary>Utterances that go on after frames made elsewhere, at once.</summary>
/// <param name="Frames">Made elsewhere, of each.</param>
/// <param name="Utterances">At once.</param>
/// <param name="Generator">Milliseconds until each has its next frame.</param>
/// <param name="Codec">Milliseconds from its frames to the samples of the next one; of one utterance.</param>
/// <param name="PeakResidentBytes">Of the process up to then: with so many frames' keys and values.</param>
public sealed record ContinuationReport(int Frames, int Utterances, double Generator, double Codec, long PeakResidentBytes);
