using Qwen3Tts.Speech.Generation;
using Qwen3Tts.TokenGenerator.Engine;
using Public = Qwen3Tts.V1;
using Wire = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.TokenGenerator.Grpc;

/// <summary>What an utterance gives, for the wire.</summary>
internal static class FinishMessages
{
    public static Wire.CodeFrames Write(GeneratedFrame frame, uint index)
    {
        var frames = new Wire.CodeFrames { FirstFrame = index, Codes = { frame.Codes.ToArray().Select(code => (uint)code) } };
        if (frame.TextPosition >= 0)
            frames.TextPositions.Add((uint)frame.TextPosition);
        return frames;
    }

    /// <param name="frames">Frames that were sent.</param>
    public static Wire.GenerateFinished Write(Generation ended, uint frames)
    {
        var finished = new Wire.GenerateFinished { Reason = Reason(ended.Reason), Frames = frames };
        if (ended.Runaway is { } runaway)
        {
            finished.Since = (uint)runaway.Since;
            finished.Fade = Write(runaway.Fade, frames);
        }

        return finished;
    }

    private static Public.FinishReason Reason(FinishReason reason) => reason switch
    {
        FinishReason.Stop => Public.FinishReason.Stop,
        FinishReason.Length => Public.FinishReason.Length,
        FinishReason.Runaway => Public.FinishReason.Runaway,
        _ => Public.FinishReason.Cancelled,
    };
}
