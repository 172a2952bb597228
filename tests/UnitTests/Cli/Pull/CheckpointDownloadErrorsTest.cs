using System.Net;
using System.Net.Sockets;
using Qwen3Tts.Cli.Pull;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Cli.Pull;

/// <summary>What goes wrong with a download is said, and nothing false is left in the folder.</summary>
public sealed class CheckpointDownloadErrorsTest : IAsyncLifetime
{
    private const string Weights = "model.safetensors";
    private const string Official = "Qwen/Qwen3-TTS-12Hz-0.6B-Base";
    private const string PublishedDigest = "180b3b10eb1c9f1b4db7806d5475bae3071c0243c299d49926bab1da3b6946f6";

    private readonly ScratchFolder _scratch = new();
    private HubServer _hub = null!;

    public static TheoryData<string> PathsElsewhere =>
        ["../config.json", "a/../../config.json", "/etc/config.json", "a//config.json", "./config.json", "..\\config.json", "C:config.json",
            "a/.. /config.json", "", "a\u0000.json", new string('a', 300) + ".json"];

    public static TheoryData<string, string> BadLists => new()
    {
        { "", "is not valid" },
        { "<html>", "is not valid" },
        { "[]", "is not valid" },
        { "{}", "has no 'siblings'" },
        { "null", "has no 'siblings'" },
        { """{"siblings":[null]}""", "lists the file ''" },
        { """{"siblings":[{"rfilename":7}]}""", "is not valid" },
        { """{"siblings":[{"rfilename":"config.json","size":-1}]}""", "states -1 bytes for 'config.json'" },
        { """{"siblings":[{"rfilename":"config.json","size":1e99}]}""", "is not valid" },
        { """{"siblings":[{"rfilename":"config.json","lfs":{"sha256":"12"}}]}""", "states '12' as SHA-256 of 'config.json'" },
        { """{"siblings":[{"rfilename":"config.json"},{"rfilename":"config.json"}]}""", "lists 'config.json' of someone/small-voice twice" },
        { """{"siblings":[{"rfilename":"model.safetensors"}]}""", "is no checkpoint: it has no config.json" },
    };

    private string Target => _scratch["small-voice"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _hub = await HubServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Download_WrongDigest_SaysBothAndKeepsNothing()
    {
        _hub.Digests[Weights] = new string('a', 64);

        var error = await FailAsync(SpeechErrorKind.Invalid);

        Assert.Matches($"{Weights} came with SHA-256 [0-9a-f]{{64}}; a{{64}} is expected", error.Message);
        Assert.False(File.Exists(Path.Combine(Target, Weights)));
        Assert.False(File.Exists(Path.Combine(Target, Weights + ".part")));
    }

    [Theory]
    [InlineData(299_999)]
    [InlineData(300_001)]
    public async Task Download_OtherSizeThanListed_SaysBoth(long listed)
    {
        _hub.Sizes[Weights] = listed;

        var error = await FailAsync(SpeechErrorKind.Invalid);

        Assert.Contains($"sends 300,000 bytes for {Weights}; its list states {listed:N0}", error.Message);
        Assert.False(File.Exists(Path.Combine(Target, Weights)));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task Download_NoSuchRepository_NamesItAndTheHub(HttpStatusCode status)
    {
        _hub.Refusals.Enqueue(status);

        var error = await FailAsync(SpeechErrorKind.NotFound);

        Assert.Contains($"{_hub.Address} has no public repository 'someone/small-voice' with a revision 'main' (it answered {(int)status})", error.Message);
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public async Task Download_NoSuchRevision_NamesIt() =>
        Assert.Contains("a revision 'v9'", (await FailAsync(SpeechErrorKind.NotFound, revision: "v9")).Message);

    [Fact]
    public async Task Download_ListedFileIsMissing_NamesIt()
    {
        _hub.List = """{"siblings":[{"rfilename":"config.json"},{"rfilename":"other.json"}]}""";

        Assert.Contains("/other.json is listed but not there", (await FailAsync(SpeechErrorKind.NotFound)).Message);
    }

    [Fact]
    public async Task Download_HubStaysBusy_SaysHowItAnswers()
    {
        for (var i = 0; i < 10; i++)
            _hub.Refusals.Enqueue(HttpStatusCode.ServiceUnavailable);

        Assert.Contains("answered with 503", (await FailAsync(SpeechErrorKind.Unavailable)).Message);
        Assert.Equal(7, _hub.Refusals.Count);
    }

    [Fact]
    public async Task Download_NoHub_SaysHowToNameAnother()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();

        var error = await FailAsync(SpeechErrorKind.Unavailable, hub: address);

        Assert.Contains(address, error.Message);
        Assert.Contains("--hub", error.Message);
    }

    [Theory]
    [MemberData(nameof(PathsElsewhere))]
    public async Task Download_PathThatLeadsElsewhere_IsRefusedBeforeAnythingIsWritten(string path)
    {
        _hub.List = System.Text.Json.JsonSerializer.Serialize(new { siblings = new[] { new { rfilename = "config.json" }, new { rfilename = path } } });

        var error = await FailAsync(SpeechErrorKind.Invalid);

        Assert.Contains("a path inside the checkpoint's folder is expected", error.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_scratch.Path));
    }

    [Theory]
    [MemberData(nameof(BadLists))]
    public async Task Download_BadList_SaysWhatIsWrong(string list, string message)
    {
        _hub.List = list;

        Assert.Contains(message, (await FailAsync(SpeechErrorKind.Invalid)).Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_scratch.Path));
    }

    [Fact]
    public async Task Download_OfficialNameWithAnotherDigestListed_IsRefusedBeforehand()
    {
        _hub.ServedRepository = Official;

        var error = await FailAsync(SpeechErrorKind.Invalid, Official);

        Assert.Contains($"{PublishedDigest} is published for the official checkpoint", error.Message);
        Assert.Empty(_hub.Requests);
    }

    [Fact]
    public async Task Download_OfficialNameWithNoDigestListed_IsCheckedAgainstThePublishedOne()
    {
        _hub.ServedRepository = Official;
        _hub.LargePaths.Clear();

        var error = await FailAsync(SpeechErrorKind.Invalid, Official);

        Assert.Contains("is expected. Nothing of it is kept", error.Message);
    }

    [Theory]
    [InlineData("", "main", "is no repository's name")]
    [InlineData("a/b/c", "main", "is no repository's name")]
    [InlineData("../b", "main", "is no repository's name")]
    [InlineData("a/b?x=1", "main", "is no repository's name")]
    [InlineData("a..b/c", "main", "is no repository's name")]
    [InlineData("a/b", "", "is no revision")]
    [InlineData("a/b", "../main", "is no revision")]
    public async Task Download_BadName_IsRefused(string repository, string revision, string message) =>
        Assert.Contains(message, (await FailAsync(SpeechErrorKind.Invalid, repository, revision)).Message);

    [Theory]
    [InlineData("huggingface.co")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("file:///etc")]
    [InlineData("http://127.0.0.1/?x")]
    [InlineData("")]
    public async Task Download_BadHub_IsRefused(string hub) =>
        Assert.Contains($"'{hub}' is no hub's address", (await FailAsync(SpeechErrorKind.Invalid, hub: hub)).Message);

    [Fact]
    public async Task Download_FolderCannotBeWritten_IsNamed()
    {
        await File.WriteAllTextAsync(Target, "a file", Cancellation);

        Assert.Contains(Target, (await FailAsync(SpeechErrorKind.Unavailable)).Message);
    }

    private async Task<SpeechException> FailAsync(
        SpeechErrorKind kind, string repository = HubServer.Repository, string revision = "main", string? hub = null)
    {
        var download = new CheckpointDownload(new PullPolicy { Retries = 2, RetryDelay = TimeSpan.Zero });
        var error = await Assert.ThrowsAsync<SpeechException>(
            () => download.DownloadAsync(new PullRequest(repository, Target, revision, hub ?? _hub.Address), null, Cancellation));
        Assert.Equal(kind, error.Kind);
        return error;
    }
}
