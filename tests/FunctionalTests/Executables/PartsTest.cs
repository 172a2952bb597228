using System.Diagnostics;
using System.Runtime.InteropServices;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Tests;

namespace Qwen3Tts.FunctionalTests.Executables;

/// <summary>Two processes, each with a part of the fleet, are one fleet.</summary>
public sealed class PartsTest(FleetFixture fleets)
{
    private const string Rest = "speaker-embedding=https://127.0.0.1:0,generator=https://127.0.0.1:0,decoder=https://127.0.0.1:0";

    private readonly Dictionary<string, string> _settings = new()
    {
        ["Watermark:Enabled"] = "false",
        ["Fleet:Credential"] = "the secret of this test's fleet",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Parts_OfTwoProcesses_SpeakAsTheFleetInOne_AndStopWithoutError(bool tls)
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Windows has no SIGTERM.");
        // The graphs are built once, by the shared fleet.
        var expected = await SayAsync((await fleets.UnmarkedAsync()).Address.ToString());
        using var folder = new TemporaryFolder();
        if (tls)
            await CertifyAsync(folder);

        await using var workers = await UpProcess.StartAsync(
            _settings, ["--cache", FleetFixture.CacheFolder, "--services", tls ? Rest : Rest.Replace("https", "http", StringComparison.Ordinal)], Ct);
        await using var front = await UpProcess.StartAsync(
            _settings,
            [
                "--port", "0", "--cache", FleetFixture.CacheFolder, "--services", $"gateway,text-frontend={(tls ? "https" : "http")}://127.0.0.1:0",
                .. new[] { "speaker-embedding", "token-generator", "acoustic-decoder" }.SelectMany(service => new[] { "--worker", $"{service}={workers.Address(service)}" }),
            ],
            Ct);

        Assert.StartsWith(tls ? "https://" : "http://", workers.Address("token-generator"), StringComparison.Ordinal);
        Assert.Contains(front.Output, line => line.StartsWith("nano", StringComparison.Ordinal));
        Assert.Equal(expected, await SayAsync(front.Address("gRPC")));
        Assert.Equal(0, await front.StopAsync(Ct));
        Assert.Equal(0, await workers.StopAsync(Ct));
    }

    private async Task CertifyAsync(TemporaryFolder folder)
    {
        Tool.Need("openssl");
        using var make = Process.Start(Repository.File("deploy/certificates/make"), [folder.Path, "fleet"]);
        await make.WaitForExitAsync(Ct);
        Assert.Equal(0, make.ExitCode);
        _settings["Fleet:Tls:CertificateFile"] = folder.File("fleet.crt");
        _settings["Fleet:Tls:KeyFile"] = folder.File("fleet.key");
        _settings["Fleet:Tls:AuthorityFile"] = folder.File("authority.crt");
    }

    private static async Task<byte[]> SayAsync(string address)
    {
        var run = await CommandRun.Of("say", "Good morning.", "--greedy", "--output", "-", "--address", address);
        Assert.True(run.ExitCode is ExitCodes.Success, run.Error);
        return run.StandardOutput;
    }
}
