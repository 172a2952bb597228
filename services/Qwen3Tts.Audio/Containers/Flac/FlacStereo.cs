namespace Qwen3Tts.Audio.Containers.Flac;

/// <summary>Which of two channels a frame codes as a difference; the values are those of the format, less 7.</summary>
internal enum FlacStereo
{
    None,
    LeftAndSide,
    SideAndRight,
    MidAndSide,
}
