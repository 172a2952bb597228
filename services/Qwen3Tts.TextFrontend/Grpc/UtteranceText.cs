using Qwen3Tts.TextFrontend.Normalization;

namespace Qwen3Tts.TextFrontend.Grpc;

/// <summary>How an utterance's text is written out.</summary>
/// <param name="Warnings">Of its lexicon.</param>
internal sealed record UtteranceText(NormalizerFactory Factory, NormalizerSettings Settings, IReadOnlyList<string> Warnings)
{
    public TextNormalizer Begin() => Factory.Begin(Settings);
}
