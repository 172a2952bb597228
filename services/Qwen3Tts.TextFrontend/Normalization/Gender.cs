namespace Qwen3Tts.TextFrontend.Normalization;

/// <summary>The gender of a counted noun.</summary>
internal enum Gender
{
    Masculine,
    Feminine,
    Neuter,
}
