using System.Buffers.Binary;
using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Cli.Load;

/// <summary>Hears one utterance, and plays it by a clock.</summary>
/// <param name="due">When the utterance was to be asked for: times to the first byte and sound count from there.</param>
/// <param name="buffer">How long the player waits after the first samples.</param>
/// <param name="audible">Amplitude, 0 to 1, from which on a sample is heard.</param>
public sealed class Listener(TimeSpan due, TimeSpan buffer, double audible)
{
    private PlaybackClock? _clock;
    private int _sampleRate;
    private long _samples;

    public TimeSpan? FirstByte { get; private set; }

    /// <summary>Until the first audible sample is played.</summary>
    public TimeSpan? FirstAudible { get; private set; }

    public int Underruns => _clock?.Underruns ?? 0;

    public TimeSpan Stalled => _clock?.Stalled ?? TimeSpan.Zero;

    /// <summary>When everything has been played; null where nothing came.</summary>
    public TimeSpan? PlaybackEnd => _clock?.End;

    public double AudioSeconds => _samples is 0 ? 0 : (double)_samples / _sampleRate;

    public FinishReason? Finish { get; private set; }

    /// <exception cref="SpeechException">Internal: audio came before the start.</exception>
    public void Hear(SpeechEvent happened, TimeSpan at)
    {
        switch (happened)
        {
            case SpeechEvent.Started started:
                _sampleRate = started.SampleRate;
                break;
            case SpeechEvent.Audio audio:
                Play(audio.Pcm.Span, at);
                break;
            case SpeechEvent.Finished finished:
                Finish = finished.Reason;
                break;
        }
    }

    private void Play(ReadOnlySpan<byte> pcm, TimeSpan at)
    {
        if (_sampleRate is 0)
            throw new SpeechException(SpeechErrorKind.Internal, "The fleet sent audio before it said what it is.");
        if (pcm.IsEmpty)
            return;
        FirstByte ??= at - due;
        _clock ??= new PlaybackClock(_sampleRate, buffer);
        var samples = pcm.Length / Pcm16.BytesPerSample;
        var played = _clock.Receive(at, samples);
        _samples += samples;
        if (FirstAudible is null && Onset(pcm) is { } onset)
            FirstAudible = played + TimeSpan.FromSeconds((double)onset / _sampleRate) - due;
    }

    private int? Onset(ReadOnlySpan<byte> pcm)
    {
        var level = audible * (short.MaxValue + 1);
        for (var i = 0; i < pcm.Length / Pcm16.BytesPerSample; i++)
        {
            if (Math.Abs((int)BinaryPrimitives.ReadInt16LittleEndian(pcm[(i * Pcm16.BytesPerSample)..])) >= level)
                return i;
        }

        return null;
    }
}
