using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Codec;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.Gateway.Grpc.Workers;

internal static class FrameMessages
{
    public static Rpc.CodeFrames Write(CodeFrames frames, long firstFrame)
    {
        var message = new Rpc.CodeFrames { FirstFrame = checked((uint)firstFrame) };
        message.Codes.Capacity = frames.Codes.Length;
        foreach (var code in frames.Codes)
            message.Codes.Add((uint)code);
        return message;
    }

    public static CodeFrames Read(Rpc.CodeFrames message, int groups, WorkerService sender)
    {
        if (message.Codes.Count % groups is not 0)
            throw BrokenContract.Error(sender, $"sent {message.Codes.Count} codes, which are no whole frames of {groups} groups");
        var codes = new int[message.Codes.Count];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = checked((int)message.Codes[i]);
        if (message.TextPositions.Count is not 0 && message.TextPositions.Count != codes.Length / groups)
            throw BrokenContract.Error(sender, $"sent {message.TextPositions.Count} text positions for {codes.Length / groups} frames");
        return new CodeFrames(groups, codes) { TextPositions = [.. message.TextPositions.Select(position => checked((int)position))] };
    }
}
