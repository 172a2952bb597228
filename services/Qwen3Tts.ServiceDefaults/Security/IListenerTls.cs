using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Qwen3Tts.ServiceDefaults.Security;

/// <summary>How this service's listeners at <c>https://</c> addresses speak TLS.</summary>
public interface IListenerTls
{
    /// <summary>Whether a certificate is configured.</summary>
    bool IsOn { get; }

    /// <summary>What is said of a listener that is plain text, and what would encrypt it.</summary>
    string PlainTextNotice { get; }

    /// <summary>Sets up each listener with TLS; called where <see cref="IsOn"/>.</summary>
    void Configure(HttpsConnectionAdapterOptions https);
}
