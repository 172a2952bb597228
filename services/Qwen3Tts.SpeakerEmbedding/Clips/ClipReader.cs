using System.Globalization;
using Qwen3Tts.Audio.Containers;
using Qwen3Tts.Audio.Containers.External;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.SpeakerEmbedding.Clips;

/// <summary>The bytes of a reference clip to sound, within the service's limits.</summary>
internal sealed class ClipReader(SpeakerEmbeddingOptions options)
{
    private readonly WaveLimits _limits = new(options.MaxClipSeconds);

    private readonly FfmpegSettings _ffmpeg = new(options.FfmpegPath, options.FfmpegSeconds);

    /// <summary>Decodes a clip by what its first bytes say that it is.</summary>
    /// <exception cref="SpeechException">
    /// Invalid: what the clip is, and what it should be. Unsupported: its kind takes ffmpeg, which is not installed.
    /// </exception>
    public async Task<Waveform> Read(ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        if (file.IsEmpty)
            throw SpeechException.Invalid($"The reference clip is empty; {ClipDecoder.Accepted}.");
        return LongEnough(await ClipDecoder.Decode(file, _limits, _ffmpeg, cancellationToken));
    }

    /// <summary>Reads a clip that ships with a checkpoint.</summary>
    /// <exception cref="SpeechException">Invalid: what the clip is, and what it should be.</exception>
    public Waveform ReadWave(ReadOnlySpan<byte> file) => LongEnough(WaveReader.Read(file, _limits));

    private Waveform LongEnough(Waveform clip) => clip.Seconds >= options.MinClipSeconds
        ? clip
        : throw SpeechException.Invalid(string.Create(
            CultureInfo.InvariantCulture,
            $"The reference clip is {clip.Seconds:0.00} s long; at least {options.MinClipSeconds:0.##} s are needed."));
}
