using Google.Protobuf;
using Grpc.Core;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Fleet;

/// <summary>CreateVoice from a client.</summary>
internal static class VoiceCalls
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Task<Voice> CreateVoice(this FakeFleet fleet, string name, string clip, string transcript = "", Metadata? headers = null) =>
        fleet.CreateVoice(
            headers,
            [
                new CreateVoiceRequest { Start = new CreateVoiceStart { Name = name, Transcript = transcript } },
                .. clip.Chunk(3).Select(piece => new CreateVoiceRequest { Clip = ByteString.CopyFromUtf8(new string(piece)) }),
            ]);

    public static async Task<Voice> CreateVoice(this FakeFleet fleet, Metadata? headers, params CreateVoiceRequest[] requests)
    {
        using var call = fleet.Voices.CreateVoice(headers, cancellationToken: Ct);
        try
        {
            foreach (var request in requests)
                await call.RequestStream.WriteAsync(request, Ct);
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // The answer says why.
        }

        return await call.ResponseAsync;
    }
}
