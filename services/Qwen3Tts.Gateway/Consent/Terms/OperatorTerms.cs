using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Consent.Terms;

/// <summary>The operator's terms, as they were when this process began.</summary>
internal sealed class OperatorTerms
{
    public const int MaxBytes = 1024 * 1024;

    private readonly SupersededTerms _superseded;

    public OperatorTerms(IOptions<TermsOptions> options)
    {
        Version = options.Value.Version;
        _superseded = options.Value.Superseded;
        if (Version is "")
            return;
        var bytes = File.ReadAllBytes(options.Value.File);
        (Text, Digest) = (Encoding.UTF8.GetString(bytes), Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>Empty where there are none; so are the others.</summary>
    public string Version { get; }

    public string Text { get; } = "";

    /// <summary>SHA-256 of the text, lower-case hexadecimal digits.</summary>
    public string Digest { get; } = "";

    /// <exception cref="SpeechException">Denied: another version was accepted, or none.</exception>
    public void EnsureAccepted(string version)
    {
        if (Version is "" || version == Version)
            return;
        throw new SpeechException(
            SpeechErrorKind.Denied,
            $"Cloning a voice takes acceptance of the operator's terms, version '{Version}' (qwen3tts.v1.Consents.GetTerms): "
            + $"send it as accepted_terms or metadata '{CloneClaim.TermsMetadata}'.");
    }

    public bool Supersede(VoiceGrant grant) => Version is not "" && (grant.TermsVersion != Version || grant.TermsDigest != Digest);

    /// <exception cref="SpeechException">Denied: the voice was made under others, and the operator refuses that.</exception>
    public void EnsureMaySpeak(VoiceGrant grant)
    {
        if (_superseded is SupersededTerms.Refuse && Supersede(grant))
        {
            throw new SpeechException(
                SpeechErrorKind.Denied,
                $"The voice was made under other terms than version '{Version}', which are in force now: make it anew, with acceptance of these.");
        }
    }
}
