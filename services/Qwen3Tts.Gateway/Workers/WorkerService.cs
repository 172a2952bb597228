namespace Qwen3Tts.Gateway.Workers;

/// <summary>A service that the Gateway composes utterances from.</summary>
internal enum WorkerService
{
    TextFrontend,
    SpeakerEmbedding,
    TokenGenerator,
    AcousticDecoder,
}
