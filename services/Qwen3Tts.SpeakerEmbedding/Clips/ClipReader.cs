using System.Globalization;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.SpeakerEmbedding.Clips;

/// <summary>The bytes of a reference clip to sound, within the service's limits.</summary>
internal sealed class ClipReader(SpeakerEmbeddingOptions options)
{
    private readonly WaveLimits _limits = new(options.MaxClipSeconds);

    /// <exception cref="SpeechException">Invalid: what the clip is, and what it should be.</exception>
    public Waveform Read(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty)
            throw SpeechException.Invalid("The reference clip is empty; a WAV file is expected.");
        var clip = WaveReader.Read(file, _limits);
        return clip.Seconds >= options.MinClipSeconds
            ? clip
            : throw SpeechException.Invalid(string.Create(
                CultureInfo.InvariantCulture,
                $"The reference clip is {clip.Seconds:0.00} s long; at least {options.MinClipSeconds:0.##} s are needed."));
    }
}
