using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Pull;

/// <summary>Asks a hub for lists and files. A request is repeated while the hub cannot be reached, is silent or busy.</summary>
internal sealed partial class HubClient : IDisposable
{
    private const int MaxListLength = 16 << 20;

    private readonly HttpClient _http;
    private readonly string _hub;

    /// <exception cref="SpeechException">The address is none.</exception>
    public HubClient(string hub, PullPolicy policy, TimeProvider time)
    {
        if (!Uri.TryCreate(hub, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Query.Length > 0)
            throw SpeechException.Invalid($"'{hub}' is no hub's address; one such as {PullRequest.DefaultHub} is expected.");
        _hub = hub.TrimEnd('/');
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = policy.Retries,
                Delay = policy.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddTimeout(policy.Silence)
            .Build();
        _http = new HttpClient(new ResilienceHandler(pipeline) { InnerHandler = new SocketsHttpHandler() })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxListLength,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("qwen3tts", typeof(HubClient).Assembly.GetName().Version?.ToString(3)));
    }

    /// <exception cref="SpeechException">No such repository, or the hub does not answer.</exception>
    public async Task<IReadOnlyList<HubFile>> ListAsync(string repository, string revision, CancellationToken cancellation)
    {
        if (!RepositoryName().IsMatch(repository) || repository.Contains("..", StringComparison.Ordinal))
            throw SpeechException.Invalid($"'{repository}' is no repository's name; one such as Qwen/Qwen3-TTS-12Hz-0.6B-Base is expected.");
        if (revision.Length is 0 or > 200 || revision.Contains("..", StringComparison.Ordinal) || revision.Any(char.IsControl))
            throw SpeechException.Invalid($"'{revision}' is no revision; a branch, a tag or a commit is expected.");
        var address = $"{_hub}/api/models/{repository}/revision/{Uri.EscapeDataString(revision)}?blobs=true";
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, address), HttpCompletionOption.ResponseContentRead, cancellation);

        // A hub does not tell strangers a private repository from one that does not exist.
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw SpeechException.NotFound(
                $"{_hub} has no public repository '{repository}' with a revision '{revision}' (it answered {(int)response.StatusCode}).");
        }

        if (!response.IsSuccessStatusCode)
            throw Refused(address, response);
        return HubFileList.Read(await response.Content.ReadAsByteArrayAsync(cancellation), repository);
    }

    /// <summary>A file's bytes from <paramref name="start"/> on, if the hub can do that; else all of them.</summary>
    /// <returns>206, 200 or 416; nothing else.</returns>
    /// <exception cref="SpeechException">No such file, or the hub does not answer.</exception>
    public async Task<HttpResponseMessage> OpenAsync(string repository, string revision, string path, long start, CancellationToken cancellation)
    {
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        var address = $"{_hub}/{repository}/resolve/{Uri.EscapeDataString(revision)}/{escaped}";
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (start > 0)
            request.Headers.Range = new RangeHeaderValue(start, null);
        var response = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
            return response;
        using (response)
            throw response.StatusCode == HttpStatusCode.NotFound ? SpeechException.NotFound($"{address} is listed but not there.") : Refused(address, response);
    }

    public void Dispose() => _http.Dispose();

    private static SpeechException Refused(string address, HttpResponseMessage response) =>
        SpeechException.Unavailable($"{address} was answered with {(int)response.StatusCode} {response.ReasonPhrase}.");

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellation)
    {
        try
        {
            return await _http.SendAsync(request, completion, cancellation);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or TimeoutRejectedException)
        {
            throw new SpeechException(
                SpeechErrorKind.Unavailable, $"The hub {_hub} does not answer ({error.Message}). Check the network, or name another with --hub.", error);
        }
        finally
        {
            request.Dispose();
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,95}(/[A-Za-z0-9][A-Za-z0-9._-]{0,95})?$")]
    private static partial Regex RepositoryName();
}
