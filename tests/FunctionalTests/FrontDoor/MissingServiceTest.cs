using Grpc.Core;
using Grpc.Net.Client;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.FrontDoor;

/// <summary>A service that has gone is named by the error of whoever needs it.</summary>
public sealed class MissingServiceTest
{
    [Theory]
    [InlineData("text-frontend")]
    [InlineData("token-generator")]
    [InlineData("acoustic-decoder")]
    [InlineData("speaker-embedding")]
    public async Task Synthesize_ServiceStopped_IsUnavailableAndNamesIt(string service)
    {
        await using var fleet = await FleetFixture.StartAsync(FleetFixture.Settings(Qwen3Tts.Cli.Fleet.EmbeddedCheckpoint.Folder));
        await fleet.Services[service].StopAsync(TestContext.Current.CancellationToken);
        using var channel = GrpcChannel.ForAddress(fleet.Address);
        using var call = new SpeechCall(new V1.Speech.SpeechClient(channel));

        var error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            try
            {
                await call.StartAsync(new SynthesizeStart());
                await call.TextAsync("Good morning.");
                await call.EndAsync();
            }
            catch (Exception refused) when (refused is RpcException or InvalidOperationException)
            {
                // Refused before its end: the answer says why.
            }

            await call.AllAudioAsync();
        });

        Assert.True(error.StatusCode is StatusCode.Unavailable, error.Status.ToString());
        Assert.Contains(service, error.Status.Detail, StringComparison.Ordinal);
    }
}
