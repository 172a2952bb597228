namespace Qwen3Tts.Audio.Containers.External;

/// <summary>The program that decodes what no library here does.</summary>
/// <param name="Path">Its path, or its name where it is on the search path.</param>
/// <param name="MaxSeconds">How long it may run for one clip.</param>
public sealed record FfmpegSettings(string Path = "ffmpeg", double MaxSeconds = 10);
