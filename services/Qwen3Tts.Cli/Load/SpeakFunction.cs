using Qwen3Tts.Cli.Client;

namespace Qwen3Tts.Cli.Load;

/// <summary>Speaks a text: <see cref="FleetClient.SpeakAsync"/>, or a test's.</summary>
public delegate IAsyncEnumerable<SpeechEvent> SpeakFunction(
    SpeechRequest request, IAsyncEnumerable<string> text, CancellationToken cancellationToken);
