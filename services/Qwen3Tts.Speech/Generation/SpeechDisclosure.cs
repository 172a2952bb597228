namespace Qwen3Tts.Speech.Generation;

/// <summary>What files of speech say of their origin, in their metadata.</summary>
public static class SpeechDisclosure
{
    public const string Software = "Qwen3-TTS Fleet";

    public const string Comment = "AI-generated speech";
}
