using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Modeling.Cache;

/// <summary>Stops a conversion at its next report.</summary>
internal sealed class CancellableProgress(IProgress<ConversionProgress>? inner, CancellationToken cancellationToken) : IProgress<ConversionProgress>
{
    public void Report(ConversionProgress value)
    {
        cancellationToken.ThrowIfCancellationRequested();
        inner?.Report(value);
    }
}
