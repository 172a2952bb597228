using Grpc.Core;
using Grpc.Net.Client;
using Qwen3Tts.V1;

/// <summary>Speaks a text with the fleet at an address: raw 16-bit PCM, as it comes.</summary>
public static class SayClient
{
    public static async Task SpeakAsync(string address, IAsyncEnumerable<string> text, Stream pcm)
    {
        using var channel = GrpcChannel.ForAddress(address);
        using var call = new Speech.SpeechClient(channel).Synthesize();
        var sending = SendAsync(call.RequestStream, text);
        await foreach (var answer in call.ResponseStream.ReadAllAsync())
        {
            if (answer.Audio is { } audio) // the first comes while text is still being sent
                await pcm.WriteAsync(audio.Pcm.Memory);
        }

        await sending;
    }

    private static async Task SendAsync(IClientStreamWriter<SynthesizeRequest> requests, IAsyncEnumerable<string> text)
    {
        await requests.WriteAsync(new SynthesizeRequest { Start = new SynthesizeStart { Seed = 1 } });
        await foreach (var piece in text)
            await requests.WriteAsync(new SynthesizeRequest { Text = piece });
        await requests.CompleteAsync();
    }
}
