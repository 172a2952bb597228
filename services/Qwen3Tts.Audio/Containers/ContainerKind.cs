namespace Qwen3Tts.Audio.Containers;

/// <summary>What a file's first bytes say that it is.</summary>
internal enum ContainerKind
{
    Unknown,
    Wave,
    Flac,
    Mp3,
    OggOpus,

    /// <summary>MPEG-4, such as .m4a.</summary>
    Mp4,

    /// <summary>Raw AAC in ADTS frames.</summary>
    Aac,

    /// <summary>WebM or Matroska, which browsers record.</summary>
    Matroska,
}
