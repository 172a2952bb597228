using System.Diagnostics.CodeAnalysis;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>Where a service is, as the settings say it.</summary>
/// <param name="Uri">Its address; that of a name has the name as its host, and no scheme that counts.</param>
/// <param name="IsName">Whether a worker is at every address that the host's name has, rather than one.</param>
internal sealed record WorkerAddress(Uri Uri, bool IsName)
{
    /// <summary>Whether it says that calls there are plain text.</summary>
    public bool IsPlain => !IsName && Uri.Scheme is "http";

    private const string NamePrefix = "dns:///";

    /// <param name="text"><c>http://HOST:PORT</c>, or <c>dns:///NAME:PORT</c> for all addresses of a name.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out WorkerAddress? address)
    {
        var isName = text.StartsWith(NamePrefix, StringComparison.OrdinalIgnoreCase);
        var url = isName ? $"http://{text[NamePrefix.Length..]}" : text;
        address = Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery is "/" && uri.UserInfo is ""
                && (!isName || url.TrimEnd('/').EndsWith($":{uri.Port}", StringComparison.Ordinal))
            ? new WorkerAddress(uri, isName)
            : null;
        return address is not null;
    }
}
