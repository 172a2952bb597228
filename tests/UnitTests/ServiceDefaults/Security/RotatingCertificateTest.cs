using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.ServiceDefaults.Security;

namespace Qwen3Tts.UnitTests.ServiceDefaults.Security;

public sealed class RotatingCertificateTest : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly ScratchFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly TestHost.RecordedLog _log = new();
    private readonly ILoggerFactory _loggers;
    private readonly RotatingCertificate _rotating;

    public RotatingCertificateTest()
    {
        _authority.Write(_folder, "worker", "before");
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        _rotating = new RotatingCertificate(
            new CertificateFiles("Fleet:Tls", _folder["worker.crt"], _folder["worker.key"], _folder["authority.crt"]),
            Period,
            _time,
            _loggers.CreateLogger<RotatingCertificate>());
    }

    [Fact]
    public void Files_ThatHaveChanged_AreTakenOn()
    {
        _authority.Write(_folder, "worker", "after");
        _time.Advance(Period);

        Assert.Equal("CN=after", _rotating.Certificate.Subject);
    }

    [Fact]
    public void Link_ThatWasTurnedRound_IsFollowed()
    {
        // As Kubernetes does it: a file is a link through a folder's link, which is replaced in one step.
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        Mount("first", "one");
        File.CreateSymbolicLink(_folder["..data"], "first");
        foreach (var file in new[] { "tls.crt", "tls.key", "ca.crt" })
            File.CreateSymbolicLink(_folder[file], Path.Combine("..data", file));
        using var rotating = new RotatingCertificate(
            new CertificateFiles("Fleet:Tls", _folder["tls.crt"], _folder["tls.key"], _folder["ca.crt"]),
            Period, _time, _loggers.CreateLogger<RotatingCertificate>());

        Mount("second", "two");
        Directory.Delete(_folder["..data"]);
        File.CreateSymbolicLink(_folder["..data"], "second");
        _time.Advance(Period);

        Assert.Equal("CN=two", rotating.Certificate.Subject);
    }

    [Fact]
    public void Files_ThatAreBroken_LeaveTheOldOneAndAreLoggedOnce()
    {
        File.WriteAllText(_folder["worker.key"], _authority.Issue(["other"]).Key);
        _time.Advance(Period);
        Assert.DoesNotContain(_log.Entries, entry => entry.Level is LogLevel.Error);

        for (var i = 0; i < 3; i++)
            _time.Advance(Period);

        Assert.Equal("CN=before", _rotating.Certificate.Subject);
        var entry = Assert.Single(_log.Entries, entry => entry.Level is LogLevel.Error);
        Assert.Contains("Fleet:Tls:KeyFile", entry.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_ThatHasExpired_IsNotTakenOn()
    {
        var (certificate, key) = _authority.Issue(["expired"], TimeSpan.FromDays(-1));
        File.WriteAllText(_folder["worker.crt"], certificate);
        File.WriteAllText(_folder["worker.key"], key);
        _time.Advance(Period);
        _time.Advance(Period);

        Assert.Equal("CN=before", _rotating.Certificate.Subject);
        Assert.Contains(_log.Entries, entry => entry.Level is LogLevel.Error && entry.Text.Contains("Fleet:Tls:CertificateFile", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_ThatAreWholeAgain_AreTakenOn()
    {
        File.WriteAllText(_folder["worker.crt"], "");
        _time.Advance(Period);
        _time.Advance(Period);
        _authority.Write(_folder, "worker", "after");
        _time.Advance(Period);

        Assert.Equal("CN=after", _rotating.Certificate.Subject);
    }

    public void Dispose()
    {
        _rotating.Dispose();
        _loggers.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    private void Mount(string folder, string host)
    {
        var (certificate, key) = _authority.Issue([host]);
        Directory.CreateDirectory(_folder[folder]);
        File.WriteAllText(Path.Combine(_folder[folder], "tls.crt"), certificate);
        File.WriteAllText(Path.Combine(_folder[folder], "tls.key"), key);
        File.WriteAllText(Path.Combine(_folder[folder], "ca.crt"), _authority.Pem);
    }
}
