namespace Qwen3Tts.Gateway.Delivery;

/// <summary>What can be heard at all.</summary>
internal static class Audibility
{
    // −60 dB of full scale.
    private const float Floor = 0.001f;

    /// <summary>The index of the first sample that can be heard; negative where none can.</summary>
    public static int FirstIn(ReadOnlySpan<float> samples) => samples.IndexOfAnyExceptInRange(-Floor, Floor);
}
