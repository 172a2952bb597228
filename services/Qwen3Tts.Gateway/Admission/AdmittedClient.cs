using System.Runtime.CompilerServices;
using Qwen3Tts.Gateway.Limits;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Admission;

/// <summary>A client whose permits are told what comes of it and goes to it.</summary>
internal sealed class AdmittedClient(IUtteranceClient client, UtterancePermit permit, TenantPermit tenant) : IUtteranceClient
{
    public bool HasCancelled => client.HasCancelled;

    public async IAsyncEnumerable<TextPiece> ReadTextAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var piece in client.ReadTextAsync(cancellation))
        {
            permit.Came(piece.Text);
            tenant.Came(piece.Text);
            yield return piece;
        }
    }

    public Task ReadToEndAsync(CancellationToken cancellation) => client.ReadToEndAsync(cancellation);

    public Task SendStartedAsync(Utterance utterance) => client.SendStartedAsync(utterance);

    public Task SendAudioAsync(ReadOnlyMemory<byte> pcm, long firstSample)
    {
        permit.Begin();
        return client.SendAudioAsync(pcm, firstSample);
    }

    public Task SendMarkAsync(SpokenMark mark) => client.SendMarkAsync(mark);

    public Task SendWarningAsync(string message) => client.SendWarningAsync(message);

    public Task SendFinishedAsync(FinishReason reason, long frames, long samples, int retries) =>
        client.SendFinishedAsync(reason, frames, samples, retries);
}
