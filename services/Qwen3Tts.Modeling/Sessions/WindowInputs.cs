using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>Where new frames stand in the codec decoder's sliding window: their rotary angles, and which keys each attends to.</summary>
internal sealed class WindowInputs(CodecDecoderConfiguration decoder)
{
    /// <param name="past">Frames before these.</param>
    /// <returns>cos and sin [frames × head width / 2]; mask [frames × (window − 1 + frames)].</returns>
    public (float[] Cosines, float[] Sines, float[] Mask) For(int past, int frames)
    {
        var half = decoder.HeadDim / 2;
        var cosines = new float[frames * half];
        var sines = new float[frames * half];
        for (var i = 0; i < half; i++)
        {
            var frequency = RotaryTables.Frequency(i, decoder.HeadDim, decoder.RopeTheta);
            for (var frame = 0; frame < frames; frame++)
                (sines[frame * half + i], cosines[frame * half + i]) = MathF.SinCos((past + frame) * frequency);
        }

        return (cosines, sines, Mask(past, frames));
    }

    private float[] Mask(int past, int frames)
    {
        var kept = decoder.SlidingWindow - 1;
        var keys = kept + frames;
        var mask = new float[frames * keys];
        for (var frame = 0; frame < frames; frame++)
        {
            // Key k stands at frame past − kept + k; before frame 0 there is nothing but the zeros the state began with.
            var from = Math.Max(frame, kept - past);
            mask.AsSpan(frame * keys, keys).Fill(float.NegativeInfinity);
            mask.AsSpan(frame * keys + from, frame + kept - from + 1).Clear();
        }

        return mask;
    }
}
