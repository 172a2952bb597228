using Qwen3Tts.Audio.Containers.External;
using Qwen3Tts.Audio.Containers.Flac;
using Qwen3Tts.Audio.Containers.Mpeg;
using Qwen3Tts.Audio.Containers.Ogg;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Containers;

/// <summary>
/// Decodes a file that is not trusted by what its first bytes say that it is: WAV, FLAC, MP3 and Ogg Opus here, M4A, AAC and WebM by
/// ffmpeg. Channels are averaged to one; nothing longer than the limits allow is ever held.
/// </summary>
public static class ClipDecoder
{
    /// <summary>The kinds that are decoded, as an error lists them.</summary>
    public const string Accepted = "WAV, FLAC, MP3, Ogg Opus, M4A, AAC and WebM are accepted";

    /// <param name="file">The whole file.</param>
    /// <exception cref="SpeechException">
    /// Invalid: what was found and what is accepted. Unsupported: the kind takes ffmpeg, which is not installed.
    /// </exception>
    public static async Task<Waveform> Decode(
        ReadOnlyMemory<byte> file, WaveLimits limits, FfmpegSettings ffmpeg, CancellationToken cancellationToken)
    {
        if (file.IsEmpty)
            throw SpeechException.Invalid($"The audio is empty; {Accepted}.");
        var what = AudioContainer.Describe(file.Span);
        try
        {
            return AudioContainer.Identify(file.Span) switch
            {
                ContainerKind.Wave => WaveReader.Read(file.Span, limits),
                ContainerKind.Flac => FlacReader.Read(file.Span, limits, cancellationToken),
                ContainerKind.Mp3 => Mp3Reader.Read(file, limits, cancellationToken),
                ContainerKind.OggOpus => OggOpusReader.Read(file.Span, limits, cancellationToken),
                ContainerKind.Mp4 => await FfmpegReader.Read(file, what, "mov", limits, ffmpeg, cancellationToken),
                ContainerKind.Aac => await FfmpegReader.Read(file, what, "aac", limits, ffmpeg, cancellationToken),
                ContainerKind.Matroska => await FfmpegReader.Read(file, what, "matroska", limits, ffmpeg, cancellationToken),
                _ => throw SpeechException.Invalid($"The audio is {what}; {Accepted}."),
            };
        }
        catch (Exception error) when (error is not (SpeechException or OperationCanceledException or OutOfMemoryException))
        {
            // The libraries say that a file is damaged by whatever exception it leads them into.
            throw new SpeechException(SpeechErrorKind.Invalid, $"The audio, {what}, is damaged and cannot be decoded.", error);
        }
    }
}
