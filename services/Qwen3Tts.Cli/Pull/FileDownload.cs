using System.Buffers;
using System.Net;
using Polly;
using Polly.Retry;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Pull;

/// <summary>
/// Downloads one file. It grows as <c>NAME.part</c> and takes its name when size and digest are right, so that a file by its name is
/// whole, and a download that was cut goes on where it was.
/// </summary>
internal sealed class FileDownload(HubClient hub, PullRequest request, HubFile file, PullPolicy policy, TimeProvider time)
{
    private const int BlockLength = 1 << 17;

    private readonly string _target = Path.Combine(request.Folder, Path.Combine(file.Path.Split('/')));

    // The most bytes that were ever there: a hub that begins anew each time gains nothing until it comes further.
    private long _furthest;

    private enum Transfer
    {
        Complete,

        /// <summary>Cut, but further than before.</summary>
        Cut,

        /// <summary>Cut, and no further than before.</summary>
        Stuck,
    }

    private string Part => _target + ".part";

    private long PartLength => File.Exists(Part) ? new FileInfo(Part).Length : 0;

    /// <param name="report">Told the stage and the bytes of this file.</param>
    /// <returns>The file's length.</returns>
    /// <exception cref="SpeechException">The hub does not answer, the file is not what the hub stated, or it cannot be written.</exception>
    public async Task<long> RunAsync(Action<PullStage, long> report, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_target)!);
            if (await HasAsync(_target, report, cancellation))
                return new FileInfo(_target).Length;
            DropUselessPart();
            await ReceiveAsync(report, cancellation);
            await CheckAsync(report, cancellation);
            File.Move(Part, _target, overwrite: true);
            return new FileInfo(_target).Length;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SpeechException(SpeechErrorKind.Unavailable, $"{_target} cannot be written: {error.Message}", error);
        }
    }

    // A file without a digest is small, and nothing tells whether the one there is the hub's.
    private async Task<bool> HasAsync(string path, Action<PullStage, long> report, CancellationToken cancellation) =>
        file.Digest is not null && File.Exists(path) && (file.Size is null || file.Size == new FileInfo(path).Length)
        && await DigestAsync(path, report, cancellation) == file.Digest;

    // Without a digest nothing would tell that a part belongs to another revision.
    private void DropUselessPart()
    {
        if (File.Exists(Part) && (file.Digest is null || PartLength > file.Size))
            File.Delete(Part);
    }

    private async Task ReceiveAsync(Action<PullStage, long> report, CancellationToken cancellation)
    {
        var pipeline = new ResiliencePipelineBuilder<Transfer> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<Transfer>
            {
                ShouldHandle = new PredicateBuilder<Transfer>().HandleResult(Transfer.Stuck),
                MaxRetryAttempts = policy.Retries,
                Delay = policy.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();
        _furthest = PartLength;
        while (file.Size is null || PartLength < file.Size || !File.Exists(Part))
        {
            var transfer = await pipeline.ExecuteAsync(async token => await TransferAsync(report, token), cancellation);
            if (transfer == Transfer.Complete)
                return;
            if (transfer == Transfer.Stuck)
            {
                throw SpeechException.Unavailable(
                    $"The hub stops sending {file.Path} after {PartLength:N0} bytes. What is there is kept: pull again to go on.");
            }
        }
    }

    private async Task<Transfer> TransferAsync(Action<PullStage, long> report, CancellationToken cancellation)
    {
        var start = PartLength;
        using var response = await hub.OpenAsync(request.Repository, request.Revision, file.Path, start, cancellation);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // The part is as long as the hub's file, or longer: begin anew.
            File.Delete(Part);
            return Transfer.Stuck;
        }

        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == start;
        if (response.StatusCode == HttpStatusCode.PartialContent && !goesOn)
            throw SpeechException.Unavailable($"The hub sends bytes {response.Content.Headers.ContentRange} of {file.Path}; those from {start:N0} on were asked for.");
        var stated = response.Content.Headers.ContentLength + (goesOn ? start : 0);
        if (stated is not null && file.Size is not null && stated != file.Size)
            throw SpeechException.Invalid($"The hub sends {stated:N0} bytes for {file.Path}; its list states {file.Size:N0}.");

        await using var target = new FileStream(Part, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var whole = await CopyAsync(response, target, report, cancellation);
        var length = target.Position;
        if (whole && (stated is null || length == stated))
            return Transfer.Complete;
        var further = length > _furthest;
        _furthest = Math.Max(_furthest, length);
        return further ? Transfer.Cut : Transfer.Stuck;
    }

    /// <returns>False where the connection broke or fell silent.</returns>
    private async Task<bool> CopyAsync(HttpResponseMessage response, FileStream target, Action<PullStage, long> report, CancellationToken cancellation)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockLength);
        try
        {
            while (await ReadAsync(response, block, cancellation) is { } read)
            {
                if (read == 0)
                    return true;
                if (target.Position + read > (file.Size ?? long.MaxValue))
                    throw SpeechException.Invalid($"The hub sends more than the {file.Size:N0} bytes that it states for {file.Path}.");
                await target.WriteAsync(block.AsMemory(0, read), cancellation);
                report(PullStage.Receiving, target.Position);
            }

            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <returns>Null where the connection broke or fell silent.</returns>
    private async Task<int?> ReadAsync(HttpResponseMessage response, byte[] block, CancellationToken cancellation)
    {
        using var silence = new CancellationTokenSource(policy.Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellation);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(either.Token);
            return await stream.ReadAsync(block, either.Token);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task CheckAsync(Action<PullStage, long> report, CancellationToken cancellation)
    {
        var length = PartLength;
        if (file.Size is not null && length != file.Size)
        {
            File.Delete(Part);
            throw SpeechException.Invalid($"{file.Path} came with {length:N0} bytes; the hub states {file.Size:N0}. Nothing of it is kept: pull again.");
        }

        if (file.Digest is null)
            return;
        var digest = await DigestAsync(Part, report, cancellation);
        if (digest == file.Digest)
            return;
        File.Delete(Part);
        throw SpeechException.Invalid($"{file.Path} came with SHA-256 {digest}; {file.Digest} is expected. Nothing of it is kept: pull again.");
    }

    private static Task<string> DigestAsync(string path, Action<PullStage, long> report, CancellationToken cancellation) => Task.Run(
        () => CheckpointDigest.OfFile(path, new Relay(read => report(PullStage.Checking, read)), cancellation), cancellation);

    private sealed class Relay(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
