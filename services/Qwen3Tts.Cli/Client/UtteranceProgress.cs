using Google.Protobuf;
using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Client;

/// <summary>How far an utterance has come, over the calls that it takes: what the next call begins with, and what of its answer is new.</summary>
internal sealed class UtteranceProgress(SpeechRequest request)
{
    private ByteString? _token;
    private long _samples;
    private int _marks;
    private int _warnings;
    private int _marksAgain;
    private int _warningsAgain;

    /// <summary>Whether the fleet has begun it.</summary>
    public bool HasBegun => _token is not null;

    /// <summary>Whether another call can go on: nothing has begun, or the fleet has said how.</summary>
    public bool CanGoOn => _token is null or { IsEmpty: false };

    /// <summary>The first message of the first or next call.</summary>
    public V1.SynthesizeRequest Begin()
    {
        (_marksAgain, _warningsAgain) = (_marks, _warnings);
        return _token is null ? request.ToWire() : new V1.SynthesizeRequest
        {
            Resume = new V1.SynthesizeResume { UtteranceToken = _token, SamplesReceived = (ulong)_samples },
        };
    }

    /// <returns>Null where it is known already, or this client does not know it.</returns>
    /// <exception cref="SpeechException">Internal: the fleet went on elsewhere.</exception>
    public SpeechEvent? Take(V1.SynthesizeResponse response)
    {
        var (isFirst, known) = (_token is null, response.ToEvent());
        switch (known)
        {
            case SpeechEvent.Started:
                _token = response.Started.UtteranceToken;
                return isFirst ? known : null;
            case SpeechEvent.Audio audio:
                if (response.Audio.FirstSample != (ulong)_samples)
                {
                    throw new SpeechException(
                        SpeechErrorKind.Internal, $"The fleet sent sample {response.Audio.FirstSample} and on, where sample {_samples} comes next.");
                }

                _samples += audio.Pcm.Length / Pcm16.BytesPerSample;
                return known;
            case SpeechEvent.Mark:
                return IsNew(ref _marksAgain, ref _marks) ? known : null;
            case SpeechEvent.Warning:
                return IsNew(ref _warningsAgain, ref _warnings) ? known : null;
            default:
                return known;
        }
    }

    // They come again in the same order.
    private static bool IsNew(ref int again, ref int count)
    {
        if (again > 0)
        {
            again--;
            return false;
        }

        count++;
        return true;
    }
}
