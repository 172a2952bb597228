namespace Qwen3Tts.Audio.Containers;

/// <summary>Tells by a file's first bytes what it is; what a caller calls it counts for nothing.</summary>
internal static class AudioContainer
{
    private const int Id3HeaderBytes = 10;

    // Where the first packet of an Ogg stream begins when its page holds nothing else: 27 bytes and one segment length.
    private const int OggPacketOffset = 28;

    public static ContainerKind Identify(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith("RIFF"u8))
            return file.Length >= 12 && file[8..12].SequenceEqual("WAVE"u8) ? ContainerKind.Wave : ContainerKind.Unknown;
        if (file.Length >= 8 && file[4..8].SequenceEqual("ftyp"u8))
            return ContainerKind.Mp4;
        if (file.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]))
            return ContainerKind.Matroska;
        if (file.StartsWith("OggS"u8))
            return OggContent(file).StartsWith("OpusHead"u8) ? ContainerKind.OggOpus : ContainerKind.Unknown;

        var tagged = file.StartsWith("ID3"u8);
        var audio = file[Id3Bytes(file)..];
        if (audio.StartsWith("fLaC"u8))
            return ContainerKind.Flac;
        if (audio.Length < 2 || audio[0] is not 0xFF || (audio[1] & 0xE0) is not 0xE0)
            return tagged ? ContainerKind.Mp3 : ContainerKind.Unknown;
        // Eleven bits of sync, two of the version, two of the layer: layer 0 does not exist and marks ADTS.
        return (audio[1] & 0xF6) is 0xF0 ? ContainerKind.Aac : ContainerKind.Mp3;
    }

    public static string Describe(ReadOnlySpan<byte> file) => Identify(file) switch
    {
        ContainerKind.Wave => "a WAV file",
        ContainerKind.Flac => "a FLAC file",
        ContainerKind.Mp3 => "an MP3 file",
        ContainerKind.OggOpus => "an Ogg Opus file",
        ContainerKind.Mp4 => "an MP4 file",
        ContainerKind.Aac => "an AAC file",
        ContainerKind.Matroska => "a WebM or Matroska file",
        _ => DescribeUnknown(file),
    };

    /// <summary>The length of an ID3v2 tag at the start, at most that of the file; 0 where there is none.</summary>
    public static int Id3Bytes(ReadOnlySpan<byte> file)
    {
        if (file.Length < Id3HeaderBytes || !file.StartsWith("ID3"u8))
            return 0;
        var size = (file[6] & 0x7F) << 21 | (file[7] & 0x7F) << 14 | (file[8] & 0x7F) << 7 | (file[9] & 0x7F);
        return Math.Min(file.Length, Id3HeaderBytes + size);
    }

    private static string DescribeUnknown(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith("OggS"u8))
            return DescribeOgg(OggContent(file));
        if (file.StartsWith("FORM"u8))
            return "an AIFF file";
        if (file.StartsWith("RIFX"u8) || file.StartsWith("RF64"u8))
            return "a big-endian or 64-bit WAV file";
        if (file.StartsWith("RIFF"u8))
            return file.Length < 12 ? "a truncated RIFF file" : "a RIFF file of another kind";
        if (file.StartsWith((ReadOnlySpan<byte>)[0x30, 0x26, 0xB2, 0x75]))
            return "a Windows Media file";
        if (file.StartsWith("#!AMR"u8))
            return "an AMR file";
        if (file.StartsWith(".snd"u8))
            return "an AU file";
        return IsText(file) ? "text" : "not a known audio file";
    }

    private static string DescribeOgg(ReadOnlySpan<byte> packet) =>
        packet.StartsWith("\u0001vorbis"u8) ? "an Ogg file with Vorbis in it"
        : packet.StartsWith("\u007FFLAC"u8) ? "an Ogg file with FLAC in it"
        : packet.StartsWith("Speex"u8) ? "an Ogg file with Speex in it"
        : "an Ogg file without Opus in it";

    private static ReadOnlySpan<byte> OggContent(ReadOnlySpan<byte> file) => file.Length > OggPacketOffset ? file[OggPacketOffset..] : default;

    private static bool IsText(ReadOnlySpan<byte> file)
    {
        var start = file[..Math.Min(64, file.Length)];
        foreach (var value in start)
        {
            if (value is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r') or >= 0x7F)
                return false;
        }

        return !start.IsEmpty;
    }
}
