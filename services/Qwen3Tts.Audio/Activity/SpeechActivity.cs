namespace Qwen3Tts.Audio.Activity;

/// <summary>Where there is speech in a recording, and how far it stands above the noise.</summary>
/// <param name="Segments">In order; pauses between them.</param>
/// <param name="SnrDb">Speech against noise where there is speech, 100 Hz to 8 kHz, in decibels, at most 60; of no meaning without speech.</param>
/// <param name="NoiseIsSteady">
/// Whether the background is one noise throughout. Where it is not, it is other people, music, or nothing but the ends of words.
/// </param>
/// <param name="FrameLevels">Power of each frame in the speech band, in decibels.</param>
/// <param name="NoiseLevels">The same of the noise in it.</param>
/// <param name="FrameIsSpeech">For each frame.</param>
/// <param name="Hop">Samples from one frame to the next; frame i is centred on sample i × Hop.</param>
internal sealed record SpeechActivity(
    IReadOnlyList<SpeechSegment> Segments, double SnrDb, bool NoiseIsSteady, float[] FrameLevels, float[] NoiseLevels, bool[] FrameIsSpeech, int Hop)
{
    public long SpeechSamples => Segments.Sum(segment => (long)segment.Length);
}
