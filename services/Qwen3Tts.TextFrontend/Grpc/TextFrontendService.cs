using System.Diagnostics;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.ServiceDefaults.Telemetry;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Prosody;
using Qwen3Tts.TextFrontend.Limits;
using Qwen3Tts.TextFrontend.Prompts;
using Qwen3Tts.TextFrontend.Markup;
using Qwen3Tts.TextFrontend.Ssml;
using Qwen3Tts.TextFrontend.Styles;
using Qwen3Tts.TextFrontend.Telemetry;
using Qwen3Tts.TextFrontend.Tokenization;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.TextFrontend.Grpc;

/// <summary>Text to token units, while the text arrives.</summary>
internal sealed class TextFrontendService(
    Loading<TokenizerCatalog> tokenizers,
    IOptions<TextFrontendOptions> options,
    StyleCatalog styles,
    ISpokenForms forms,
    TextReading reading,
    TextFrontendMetrics metrics,
    TimeProvider time)
    : Rpc.TextFrontend.TextFrontendBase
{
    public override async Task Tokenize(
        IAsyncStreamReader<Rpc.TokenizeRequest> requests, IServerStreamWriter<Rpc.TokenizeResponse> responses, ServerCallContext context)
    {
        CancellationToken cancellation = context.CancellationToken;
        Rpc.TokenizeStart start = await ReadStartAsync(requests, cancellation);
        using Activity? activity = TextFrontendMetrics.Activities.StartActivity("text.tokenize");
        using var leaving = activity.NoteCancel(cancellation);
        activity?.SetTag("qwen3tts.model", start.Model).SetTag("qwen3tts.utterance.id", start.UtteranceId);

        QwenTokenizer tokenizer = tokenizers.Value[start.Model];
        var resolver = new StyleResolver(styles, start.Language, start.TakesInstruction, start.RefuseStyles);
        UtteranceText text = reading.Begin(start);
        UtteranceTokenizer Begin(string style, bool ownVoice) => new(
            tokenizer,
            options.Value,
            string.Join(' ', new[] { start.Instruction, style }.Where(part => part.Length > 0)),
            ownVoice ? start.ReferenceTranscript : "",
            text.Begin(),
            start.PlacesWords,
            start.CutsLongText);
        var call = new TokenizeCall(start.Model, Begin, resolver, responses, metrics, time);
        if (start.Style.Length > 0)
            await call.BeginStretchAsync(TimeSpan.Zero, ProsodySettings.Neutral, styles[start.Style].Name, "", cancellation);
        foreach (var warning in text.Warnings)
            await call.WarnAsync(warning, cancellation);
        IMarkedText? script = start switch
        {
            { Ssml: true } => new SsmlDocument(new SsmlParser(options.Value.MaxSsmlCharacters), new SsmlScript(forms, start.TurnsProsody)),
            { MarksPauses: true } => new PauseMarkers(),
            _ => null,
        };
        var document = script is null ? null : new DocumentCall(script, start.Style, call);
        await ReadTextAsync(requests, call, document, cancellation);
        activity?.SetTag("qwen3tts.characters", call.Characters).SetTag("qwen3tts.tokens", call.Tokens);
    }

    public override async Task<V1.AnalyzeResponse> Analyze(V1.AnalyzeRequest request, ServerCallContext context) =>
        await reading.AnalyzeAsync(request, context.CancellationToken);

    public override Task<Rpc.DescribeTextFrontendResponse> Describe(Rpc.DescribeTextFrontendRequest request, ServerCallContext context)
    {
        var response = new Rpc.DescribeTextFrontendResponse { MaxCharacters = (uint)options.Value.MaxCharacters };
        response.Models.AddRange(tokenizers.Value.Models);
        return Task.FromResult(response);
    }

    private static async Task<Rpc.TokenizeStart> ReadStartAsync(
        IAsyncStreamReader<Rpc.TokenizeRequest> requests, CancellationToken cancellation)
    {
        if (!await requests.MoveNext(cancellation))
            throw SpeechException.Invalid("The call ended without a message; the first must be 'start'.");
        return requests.Current.Start
            ?? throw SpeechException.Invalid($"The first message is {Describe(requests.Current)}; it must be 'start'.");
    }

    private static async Task ReadTextAsync(
        IAsyncStreamReader<Rpc.TokenizeRequest> requests, TokenizeCall call, DocumentCall? document, CancellationToken cancellation)
    {
        bool ended = false;
        while (await requests.MoveNext(cancellation))
        {
            Rpc.TokenizeRequest request = requests.Current;
            if (ended)
                throw SpeechException.Invalid($"{Describe(request)} came after 'end', which must be the last message.");
            switch (request.MessageCase)
            {
                case Rpc.TokenizeRequest.MessageOneofCase.Text:
                    await (document?.AppendAsync(request.Text, cancellation) ?? call.AppendAsync(request.Text, cancellation));
                    break;
                case Rpc.TokenizeRequest.MessageOneofCase.Flush:
                    await (document?.FlushAsync(cancellation) ?? call.FlushAsync(cancellation));
                    break;
                case Rpc.TokenizeRequest.MessageOneofCase.End:
                    await (document?.EndAsync(cancellation) ?? call.EndAsync(cancellation));
                    ended = true;
                    break;
                default:
                    throw SpeechException.Invalid($"{Describe(request)} came after 'start'; only 'text', 'flush' and then 'end' may follow it.");
            }
        }

        if (!ended)
            throw SpeechException.Invalid("The call ended without 'end', which must be its last message.");
    }

    private static string Describe(Rpc.TokenizeRequest request) => request.MessageCase switch
    {
        Rpc.TokenizeRequest.MessageOneofCase.None => "an empty message",
        Rpc.TokenizeRequest.MessageOneofCase kind => $"'{kind.ToString().ToLowerInvariant()}'",
    };
}
