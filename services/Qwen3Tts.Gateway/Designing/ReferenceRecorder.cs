using System.Runtime.CompilerServices;
using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Designing;

/// <summary>Stands where a client would: gives the text, and keeps what is spoken in this process.</summary>
internal sealed class ReferenceRecorder(string text) : IUtteranceClient
{
    private readonly MemoryStream _pcm = new();
    private FinishReason? _reason;

    public bool HasCancelled => false;

    public async IAsyncEnumerable<TextPiece> ReadTextAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        yield return new TextPiece(text);
    }

    public Task ReadToEndAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task SendStartedAsync(Utterance utterance) => Task.CompletedTask;

    public Task SendAudioAsync(ReadOnlyMemory<byte> pcm, long firstSample)
    {
        _pcm.Write(pcm.Span);
        return Task.CompletedTask;
    }

    public Task SendMarkAsync(SpokenMark mark) => Task.CompletedTask;

    public Task SendWarningAsync(string message) => Task.CompletedTask;

    public Task SendFinishedAsync(FinishReason reason, long frames, long samples, int retries)
    {
        _reason = reason;
        return Task.CompletedTask;
    }

    /// <summary>What was spoken, as a WAV file.</summary>
    /// <exception cref="SpeechException">Invalid: the model did not come to the text's end.</exception>
    public ReadOnlyMemory<byte> ToClip(int sampleRate)
    {
        if (_reason is not FinishReason.Stop)
            throw SpeechException.Invalid("The designed voice did not come to the end of its text: try another seed, a shorter text or another instruction.");
        return (byte[])[.. WaveWriter.Header(sampleRate, _pcm.Length / Pcm16.BytesPerSample), .. _pcm.ToArray()];
    }
}
