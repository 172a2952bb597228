namespace Qwen3Tts.Gateway.Workers;

/// <summary>Services by the names that callers and logs know them by.</summary>
internal static class WorkerServiceNames
{
    public static string Name(this WorkerService service) => service switch
    {
        WorkerService.TextFrontend => "text-frontend",
        WorkerService.SpeakerEmbedding => "speaker-embedding",
        WorkerService.TokenGenerator => "token-generator",
        _ => "acoustic-decoder",
    };
}
