using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Cli.Bench;

/// <summary>Gets a new state ready for what follows frames whose samples nobody wants.</summary>
internal static class CodecPrimer
{
    public static void Prime(CodecDecoder decoder, CodecDecoderState state, CodeFrames frames)
    {
        var (skipped, silent) = decoder.Prime(frames.Count);
        state.Skip(skipped);
        decoder.Decode([new CodecDecoderRow(state, Slice(frames, skipped, silent), default, Silent: true)]);
        decoder.Decode(state, Slice(frames, skipped + silent, frames.Count - skipped - silent));
    }

    public static CodeFrames Slice(CodeFrames frames, int first, int count) =>
        new(frames.Groups, frames.Codes.Slice(first * frames.Groups, count * frames.Groups).ToArray());
}
