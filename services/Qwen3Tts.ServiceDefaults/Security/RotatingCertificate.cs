using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Qwen3Tts.ServiceDefaults.Security;

/// <summary>A certificate that is read again while it serves. Files that are wrong change nothing: what was there before goes on.</summary>
public sealed partial class RotatingCertificate : IDisposable
{
    private readonly CertificateFiles _files;
    private readonly TimeProvider _time;
    private readonly ILogger<RotatingCertificate> _logger;
    private readonly ITimer _timer;

    private CertificateContent _read;
    private CertificateState _current;
    private string? _fault;
    private bool _isTold;

    /// <exception cref="OptionsValidationException">The files cannot be used; the message names the setting.</exception>
    public RotatingCertificate(CertificateFiles files, TimeSpan period, TimeProvider time, ILogger<RotatingCertificate> logger)
    {
        (_files, _time, _logger) = (files, time, logger);
        _read = files.Read();
        _current = files.Parse(_read, time.GetUtcNow());
        _timer = time.CreateTimer(_ => Renew(), null, period, period);
    }

    internal CertificateState Current => Volatile.Read(ref _current);

    /// <summary>The certificate that new connections show.</summary>
    public X509Certificate2 Certificate => Current.Leaf;

    /// <summary>Lets listeners show it, each connection what it is then. Who calls them proves what <see cref="CertificateFiles.Authority"/> asks for.</summary>
    public void Serve(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificateSelector = (_, _) => Certificate;
        https.OnAuthenticate = (_, connection) =>
        {
            // The context has the certificates between this one and its authority, which a selected certificate alone would not bring along.
            var current = Current;
            connection.ServerCertificateSelectionCallback = null;
            connection.ServerCertificateContext = current.Context;
            if (_files.Authority is null)
                return;
            connection.CertificateChainPolicy = current.Trust();
            // A resumed session would not be asked for its certificate again, which may have expired since.
            connection.AllowTlsResume = false;
        };
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Reads the files and takes on what has changed.</summary>
    internal void Renew()
    {
        try
        {
            var content = _files.Read();
            if (content != _read)
            {
                Volatile.Write(ref _current, _files.Parse(content, _time.GetUtcNow()));
                _read = content;
                LogRenewed(_files.Certificate, Certificate.SerialNumber, Certificate.NotAfter);
            }

            _fault = null;
        }
        catch (Exception error)
        {
            // Whatever is wrong with them: nobody catches what a timer throws.
            // Once is no fault yet: certificate and key may just have been written one after the other.
            var isSecond = _fault == error.Message && !_isTold;
            if (isSecond)
                LogBroken(error.Message, Certificate.SerialNumber, Certificate.NotAfter);
            _isTold = isSecond || (_isTold && _fault == error.Message);
            _fault = error.Message;
        }
    }

    [LoggerMessage(20, LogLevel.Information, "New connections use the certificate that is in {File} now: {Serial}, valid until {Until:u}.")]
    private partial void LogRenewed(string file, string serial, DateTime until);

    [LoggerMessage(21, LogLevel.Error, "{Reason} The certificate before, {Serial}, valid until {Until:u}, goes on.")]
    private partial void LogBroken(string reason, string serial, DateTime until);
}
