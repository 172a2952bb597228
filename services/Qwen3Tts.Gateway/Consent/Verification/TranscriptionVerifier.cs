using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Polly;
using Qwen3Tts.Gateway.Consent.Phrases;

namespace Qwen3Tts.Gateway.Consent.Verification;

/// <summary>Has a transcription endpoint write down what is said, and looks for the phrase there.</summary>
/// <param name="clients">Gives the client of <see cref="ClientName"/>, which retries, breaks and times out.</param>
internal sealed partial class TranscriptionVerifier(
    IHttpClientFactory clients, IOptions<TranscriptionOptions> options, ILogger<TranscriptionVerifier> logger) : IPhraseVerifier
{
    public const string ClientName = "transcription";

    /// <summary>An answer is a sentence; what is longer is none.</summary>
    public const int MaxAnswerBytes = 64 * 1024;

    private readonly TranscriptionOptions _options = options.Value;

    public async Task<Verdict> VerifyAsync(PhraseCheck check, CancellationToken cancellation)
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var request = Request(check);
            using var response = await client.SendAsync(request, cancellation);
            if (!response.IsSuccessStatusCode)
            {
                LogRefused((int)response.StatusCode);
                return Unable();
            }

            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
            return answer.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("text", out var text) && text.ValueKind is JsonValueKind.String
                ? PhraseMatch.Says(text.GetString()!, check.Phrase) ? Verdict.Verified : Verdict.Contradicted("The recording does not say the phrase.")
                : Unable();
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or ExecutionRejectedException
            || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // The message of a parser may quote what was heard.
            LogUnable(error.GetType().Name);
            return Unable();
        }
    }

    private HttpRequestMessage Request(PhraseCheck check)
    {
        var recording = new ReadOnlyMemoryContent(check.Recording);
        recording.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var request = new HttpRequestMessage(HttpMethod.Post, _options.Url)
        {
            Content = new MultipartFormDataContent
            {
                // The endpoint goes by the ending; most look into the file all the same.
                { recording, "file", "recording.wav" },
                { new StringContent(_options.Model), "model" },
                { new StringContent(check.Language), "language" },
                { new StringContent("json"), "response_format" },
                { new StringContent("0"), "temperature" },
            },
        };
        if (_options.ApiKey is not "")
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _options.ApiKey);
        return request;
    }

    private static Verdict Unable() => Verdict.Unverified("Whether the phrase was spoken is not verified: the transcription endpoint gave no answer.");

    [LoggerMessage(71, LogLevel.Warning, "The transcription endpoint answered {Status}; the consent waits for the operator.")]
    private partial void LogRefused(int status);

    [LoggerMessage(72, LogLevel.Warning, "The transcription endpoint gave no answer ({Reason}); the consent waits for the operator.")]
    private partial void LogUnable(string reason);
}
