using System.Net;
using Microsoft.AspNetCore.Http;
using Qwen3Tts.Cli.Pull;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Cli.Pull;

public sealed class CheckpointDownloadTest : IAsyncLifetime
{
    private const string Weights = "model.safetensors";

    private readonly ScratchFolder _scratch = new();
    private readonly ProgressLog _log = new();
    private HubServer _hub = null!;

    private string Target => _scratch["small-voice"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _hub = await HubServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Download_Repository_BringsTheFilesThatACheckpointNeeds()
    {
        await PullAsync();

        string[] needed =
        [
            "README.md", "config.json", "merges.txt", Weights, "speech_tokenizer/config.json", "speech_tokenizer/model.safetensors", "vocab.json",
            "voices/joe.wav",
        ];
        Assert.Equal(needed, FilesThere());
        Assert.All(needed, path => AssertSame(path));
    }

    [Fact]
    public async Task Download_Progress_EndsWithEveryByte()
    {
        await PullAsync();

        var total = FilesThere().Sum(path => (long)_hub.Files[path].Length);
        Assert.Equal(new PullProgress(Weights, PullStage.Done, 300_000, 300_000, total, total), _log.Steps[^1]);
        Assert.Equal(_log.Steps.Select(step => step.Received).Order(), _log.Steps.Select(step => step.Received));
        Assert.Equal(8, _log.Steps.Count(step => step.Stage == PullStage.Done));
        Assert.Contains(_log.Steps, step => step is { File: Weights, Stage: PullStage.Checking });
    }

    [Fact]
    public async Task Download_ConnectionCut_GoesOnWhereItWas()
    {
        CutAfter(Weights, 100_000);
        CutAfter(Weights, 50_000);

        await PullAsync();

        Assert.Equal([(Weights, ""), (Weights, "bytes=100000-"), (Weights, "bytes=150000-")], _hub.Requests.Where(request => request.Path == Weights));
        AssertSame(Weights);
        Assert.DoesNotContain(FilesThere(), path => path.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Download_StoppedAndStartedAgain_GoesOnWhereItWas()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _hub.Cuts.Enqueue((Weights, 120_000, async (context, reached) =>
        {
            await _log.Next(step => step.File == Weights && step.FileReceived == reached);
            await stop.CancelAsync();
            await Gone(context);
        }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PullAsync(cancellation: stop.Token));
        Assert.Equal(120_000, new FileInfo(Path.Combine(Target, Weights + ".part")).Length);
        Assert.False(File.Exists(Path.Combine(Target, Weights)));
        _hub.Requests.Clear();

        await PullAsync();

        Assert.Equal((Weights, "bytes=120000-"), Assert.Single(_hub.Requests, request => request.Path == Weights));
        AssertSame(Weights);
    }

    [Fact]
    public async Task Download_HubIgnoresRanges_BeginsAnew()
    {
        _hub.IgnoresRanges = true;
        CutAfter(Weights, 100_000);

        await PullAsync();

        Assert.Equal([(Weights, ""), (Weights, "bytes=100000-")], _hub.Requests.Where(request => request.Path == Weights));
        AssertSame(Weights);
    }

    [Fact]
    public async Task Download_HubComesNoFurther_GivesUpAndKeepsThePart()
    {
        _hub.IgnoresRanges = true;
        for (var i = 0; i < 10; i++)
            CutAfter(Weights, 100_000);

        var error = await Assert.ThrowsAsync<SpeechException>(() => PullAsync());

        Assert.Equal(SpeechErrorKind.Unavailable, error.Kind);
        Assert.Contains($"stops sending {Weights} after 100,000 bytes", error.Message);
        Assert.Equal(100_000, new FileInfo(Path.Combine(Target, Weights + ".part")).Length);
    }

    [Fact]
    public async Task Download_HubFallsSilent_AsksAgain()
    {
        var time = new TimerCountingTimeProvider();
        var timers = 0;
        var received = _log.Next(step =>
        {
            timers = time.Timers;
            return step is { File: Weights, FileReceived: 100_000 };
        });
        _hub.Cuts.Enqueue((Weights, 100_000, (context, _) => Gone(context)));

        var pull = PullAsync(time: time);
        await received;
        await time.MoreThan(timers);
        time.Advance(new PullPolicy().Silence);

        await pull;
        Assert.Equal([(Weights, ""), (Weights, "bytes=100000-")], _hub.Requests.Where(request => request.Path == Weights));
        AssertSame(Weights);
    }

    [Fact]
    public async Task Download_PartLongerThanTheFile_BeginsAnew()
    {
        Directory.CreateDirectory(Target);
        await File.WriteAllBytesAsync(Path.Combine(Target, Weights + ".part"), new byte[400_000], Cancellation);

        await PullAsync();

        Assert.Equal((Weights, ""), Assert.Single(_hub.Requests, request => request.Path == Weights));
        AssertSame(Weights);
    }

    [Fact]
    public async Task Download_SizeUnknownAndPartTooLong_BeginsAnew()
    {
        _hub.Sizes[Weights] = null;
        Directory.CreateDirectory(Target);
        await File.WriteAllBytesAsync(Path.Combine(Target, Weights + ".part"), new byte[400_000], Cancellation);

        await PullAsync();

        Assert.Equal([(Weights, "bytes=400000-"), (Weights, "")], _hub.Requests.Where(request => request.Path == Weights));
        AssertSame(Weights);
    }

    [Fact]
    public async Task Download_WeightsAreThere_AreNotAskedForAgain()
    {
        await PullAsync();
        _hub.Requests.Clear();

        await PullAsync();

        Assert.DoesNotContain(_hub.Requests, request => request.Path.EndsWith(".safetensors", StringComparison.Ordinal));
        Assert.Contains(_hub.Requests, request => request.Path == "config.json");
    }

    [Fact]
    public async Task Download_WeightsThereAreDamaged_AreReplaced()
    {
        await PullAsync();
        var path = Path.Combine(Target, Weights);
        await File.WriteAllBytesAsync(path, new byte[300_000], Cancellation);

        await PullAsync();

        AssertSame(Weights);
    }

    [Fact]
    public async Task Download_BusyHub_IsAskedAgain()
    {
        _hub.Refusals.Enqueue(HttpStatusCode.ServiceUnavailable);
        _hub.Refusals.Enqueue(HttpStatusCode.TooManyRequests);
        _hub.Refusals.Enqueue(HttpStatusCode.InternalServerError);

        await PullAsync();

        AssertSame(Weights);
    }

    // The connection breaks when the client has what was sent, so that the break costs none of it.
    private void CutAfter(string path, int bytes) => _hub.Cuts.Enqueue(
        (path, bytes, (_, reached) => _log.Next(step => step.File == path && step.Stage == PullStage.Receiving && step.FileReceived == reached)));

    private static async Task Gone(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(() => gone.TrySetResult());
        await gone.Task.WaitAsync(Cancellation);
    }

    private Task PullAsync(string repository = HubServer.Repository, TimeProvider? time = null, CancellationToken? cancellation = null) =>
        new CheckpointDownload(new PullPolicy { Retries = 3, RetryDelay = TimeSpan.Zero }, time).DownloadAsync(
            new PullRequest(repository, Target, Hub: _hub.Address), _log, cancellation ?? Cancellation);

    private void AssertSame(string path) => Assert.True(File.ReadAllBytes(Path.Combine(Target, path)).AsSpan().SequenceEqual(_hub.Files[path]), path);

    private IEnumerable<string> FilesThere() => Directory.EnumerateFiles(Target, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Target, path).Replace('\\', '/')).Order(StringComparer.Ordinal);
}
