using Google.Protobuf.Collections;
using Qwen3Tts.Speech.Generation;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.TextFrontend.Grpc;

/// <summary>The answers of a call on the wire.</summary>
internal static class TokenizeMessages
{
    public static Rpc.TokenizeResponse Prompt(PromptTokens prompt)
    {
        var message = new Rpc.PromptTokens();
        Add(message.Role, prompt.Role);
        Add(message.Instruction, prompt.Instruction);
        Add(message.Reference, prompt.Reference);
        return new Rpc.TokenizeResponse { Prompt = message };
    }

    public static Rpc.TokenizeResponse Words(int[] ids, bool end)
    {
        var message = new Rpc.TextTokens { End = end };
        Add(message.Ids, ids);
        return new Rpc.TokenizeResponse { Tokens = message };
    }

    private static void Add(RepeatedField<uint> field, int[] ids)
    {
        field.Capacity = ids.Length;
        foreach (int id in ids)
            field.Add((uint)id);
    }
}
