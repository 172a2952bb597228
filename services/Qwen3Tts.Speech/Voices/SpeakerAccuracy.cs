namespace Qwen3Tts.Speech.Voices;

/// <summary>How well a speaker encoder's x-vectors tell people apart, as it was measured.</summary>
/// <param name="EqualErrorRate">
/// Share of pairs that are judged wrongly at the threshold where as many pairs of one speaker fall below it as pairs of two reach it, 0 to 1.
/// </param>
/// <param name="Threshold">Cosine similarity there: from it on two clips count as of one speaker.</param>
/// <param name="Speakers">How many were heard.</param>
/// <param name="SamePairs">Pairs of segments of one speaker.</param>
/// <param name="DifferentPairs">Pairs of segments of two.</param>
public sealed record SpeakerAccuracy(double EqualErrorRate, double Threshold, int Speakers, int SamePairs, int DifferentPairs);
