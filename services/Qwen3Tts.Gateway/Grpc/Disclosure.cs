using Grpc.Core;
using Qwen3Tts.Gateway.Synthesis;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>Says in the response's headers that what is spoken was made by a machine, and whether it is marked.</summary>
internal static class Disclosure
{
    public const string Generated = "x-qwen3tts-ai-generated";
    public const string Watermark = "x-qwen3tts-watermark";

    /// <summary>Must come before the first message.</summary>
    public static void Add(ServerCallContext context, Utterance utterance)
    {
        var headers = context.GetHttpContext().Response.Headers;
        headers[Generated] = "true";
        headers[Watermark] = utterance.Watermark is null ? "off" : "on";
    }
}
