namespace Qwen3Tts.Audio.Wave;

/// <summary>Tells by a file's first bytes what a caller sent in place of a WAV file, so that the refusal can say so.</summary>
internal static class AudioContainer
{
    public static string Describe(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith("OggS"u8))
            return "an Ogg file";
        if (file.StartsWith("fLaC"u8))
            return "a FLAC file";
        if (file.StartsWith("ID3"u8) || (file.Length >= 2 && file[0] is 0xFF && (file[1] & 0xE0) is 0xE0))
            return "an MP3 or AAC file";
        if (file.Length >= 8 && file[4..8].SequenceEqual("ftyp"u8))
            return "an MP4 file";
        if (file.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]))
            return "a WebM or Matroska file";
        if (file.StartsWith("FORM"u8))
            return "an AIFF file";
        if (file.StartsWith("RIFX"u8) || file.StartsWith("RF64"u8))
            return "a big-endian or 64-bit WAV file";
        if (file.StartsWith("RIFF"u8))
            return file.Length < 12 ? "a truncated RIFF file" : "a RIFF file of another kind";
        return "not a known audio file";
    }
}
