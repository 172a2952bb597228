using Grpc.Core;
using Qwen3Tts.Gateway.Grpc.Workers;
using Qwen3Tts.Gateway.Models;
using Qwen3Tts.Gateway.Texts;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>How text is read, without speaking it.</summary>
internal sealed class TextsService(Callers callers, ModelRegistry registry, TenantLexicons lexicons, TextAnalyzer analyzer) : Wire.Texts.TextsBase
{
    public override async Task<Wire.AnalyzeResponse> Analyze(Wire.AnalyzeRequest request, ServerCallContext context)
    {
        var tenant = callers.TenantOf(context);
        var reading = TextMessages.Read(request.TextNormalization, request.Emoji, request.Lexicon).After(lexicons.Of(tenant));
        var asked = request.Clone();
        asked.Lexicon.Clear();
        asked.Lexicon.AddRange(reading.Lexicon.Select(TextMessages.Write));
        var models = await registry.AskAsync(context.CancellationToken);
        return await analyzer.AnalyzeAsync(models.Models[0].Name, asked, context.CancellationToken);
    }
}
