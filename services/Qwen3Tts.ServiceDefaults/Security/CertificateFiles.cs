using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Qwen3Tts.ServiceDefaults.Security;

/// <summary>Where a certificate is, with its key and the authorities that the other end is held to.</summary>
/// <param name="Section">The settings that name the files, for errors.</param>
/// <param name="Authority">Null where the other end proves nothing.</param>
public sealed record CertificateFiles(string Section, string Certificate, string Key, string? Authority)
{
    /// <exception cref="OptionsValidationException">A file cannot be read; the message names the setting.</exception>
    internal CertificateContent Read() => new(
        Read(Certificate, "CertificateFile"), Read(Key, "KeyFile"), Authority is null ? null : Read(Authority, "AuthorityFile"));

    /// <exception cref="OptionsValidationException">The files are not what they should be; the message names the setting.</exception>
    internal CertificateState Parse(CertificateContent content, DateTimeOffset now)
    {
        var chain = Import(content.Certificate, Certificate, "CertificateFile");
        X509Certificate2 leaf;
        try
        {
            leaf = X509Certificate2.CreateFromPem(content.Certificate, content.Key);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw Wrong("KeyFile", $"'{Key}' is not the private key, in PEM and not encrypted, of the first certificate in '{Certificate}'.");
        }

        if (now < leaf.NotBefore || now >= leaf.NotAfter)
            throw Wrong("CertificateFile", $"the certificate in '{Certificate}' is valid from {leaf.NotBefore:u} to {leaf.NotAfter:u}, which is not now.");
        var authorities = content.Authority is null ? [] : Import(content.Authority, Authority!, "AuthorityFile");
        try
        {
            return CertificateState.Create(leaf, chain, authorities);
        }
        catch (CryptographicException error)
        {
            throw Wrong("CertificateFile", $"the certificate in '{Certificate}' cannot be used: {error.Message}");
        }
    }

    private string Read(string path, string setting)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Wrong(setting, $"'{path}' cannot be read: {error.Message}");
        }
    }

    private X509Certificate2Collection Import(string pem, string path, string setting)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(pem);
        }
        catch (CryptographicException error)
        {
            throw Wrong(setting, $"'{path}' is not in PEM: {error.Message}");
        }

        return found.Count > 0 ? found : throw Wrong(setting, $"'{path}' holds no certificate in PEM.");
    }

    private OptionsValidationException Wrong(string setting, string message) => new(Section, typeof(CertificateFiles), [$"{Section}:{setting}: {message}"]);
}
