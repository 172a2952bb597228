using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Provenance;

/// <summary>A client of which the ledger tells, from its utterance's beginning to its end, however that comes.</summary>
internal sealed class RecordedClient : IUtteranceClient, IDisposable
{
    private const int EntriesOfUtterance = 2;

    private readonly IUtteranceClient _client;
    private readonly Ledger _ledger;
    private readonly TimeProvider _time;
    private readonly Utterance _utterance;
    private readonly IncrementalHash _text;
    private readonly LedgerEntry _begun;

    // A piece may end within a surrogate pair.
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();
    private long _samples;
    private int _parts;
    private FinishReason? _reason;

    /// <param name="utterance">One that is marked.</param>
    /// <exception cref="Speech.Errors.SpeechException">Unavailable: the ledger takes no more.</exception>
    public RecordedClient(IUtteranceClient client, Ledger ledger, LedgerSeal seal, Tenant tenant, Utterance utterance, TimeProvider time)
    {
        (_client, _ledger, _utterance, _time) = (client, ledger, utterance, time);
        _begun = new LedgerEntry(utterance.Watermark!.Value.ToString(), utterance.Id, tenant.Name, time.GetUtcNow(), Ended: false)
        {
            Model = utterance.Model.Name,
            ModelDigest = utterance.Model.WeightsDigest,
            Voice = VoiceOf(utterance),
            Consent = ConsentOf(utterance),
            Seed = utterance.Seed,
            Resumption = utterance.Resumption,
        };
        ledger.Reserve(EntriesOfUtterance);
        ledger.Write(_begun);
        _text = seal.DigestText();
    }

    /// <summary>It is spoken by a further voice too.</summary>
    /// <param name="part">The utterance as it is spoken by that.</param>
    /// <exception cref="Speech.Errors.SpeechException">Unavailable: the ledger takes no more.</exception>
    public void SpeaksWith(Utterance part)
    {
        _ledger.Reserve(1);
        _ledger.Write(_begun with
        {
            Part = Interlocked.Increment(ref _parts),
            At = _time.GetUtcNow(),
            Voice = VoiceOf(part),
            Consent = ConsentOf(part),
        });
    }

    public bool HasCancelled => _client.HasCancelled;

    public async IAsyncEnumerable<TextPiece> ReadTextAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var piece in _client.ReadTextAsync(cancellation))
        {
            Digest(piece.Text);
            yield return piece;
        }
    }

    public Task ReadToEndAsync(CancellationToken cancellation) => _client.ReadToEndAsync(cancellation);

    public Task SendStartedAsync(Utterance utterance) => _client.SendStartedAsync(utterance);

    public async Task SendAudioAsync(ReadOnlyMemory<byte> pcm, long firstSample)
    {
        await _client.SendAudioAsync(pcm, firstSample);
        _samples = firstSample + pcm.Length / (_utterance.Encoding is AudioEncoding.PcmF32 ? sizeof(float) : Pcm16.BytesPerSample);
    }

    public Task SendMarkAsync(SpokenMark mark) => _client.SendMarkAsync(mark);

    public Task SendWarningAsync(string message) => _client.SendWarningAsync(message);

    public async Task SendFinishedAsync(FinishReason reason, long frames, long samples, int retries)
    {
        await _client.SendFinishedAsync(reason, frames, samples, retries);
        _reason = reason;
    }

    /// <summary>The utterance has ended.</summary>
    public void Dispose()
    {
        _ledger.Write(_begun with
        {
            Ended = true,
            At = _time.GetUtcNow(),
            TextDigest = Convert.ToHexStringLower(_text.GetHashAndReset()),
            Seconds = (double)_samples / _utterance.Model.Codec.SampleRate,
            Reason = _reason?.ToString().ToLowerInvariant() ?? "left",
        });
        _text.Dispose();
    }

    private static string VoiceOf(Utterance utterance) => utterance.Voice?.Voice.Name ?? utterance.Speaker ?? "";

    private static string ConsentOf(Utterance utterance) => utterance.Voice?.Grant?.ConsentId ?? "";

    private void Digest(string piece)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(piece.Length + 1)];
        _text.AppendData(bytes.AsSpan(0, _encoder.GetBytes(piece, bytes, flush: false)));
    }
}
