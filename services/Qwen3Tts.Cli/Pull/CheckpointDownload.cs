using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Pull;

/// <summary>
/// Downloads a checkpoint's repository from a hub that speaks Hugging Face's protocol: the files that a checkpoint needs, each checked by
/// size and, where the hub or a public manifest states it, SHA-256. One that was cut goes on where it was.
/// </summary>
public sealed class CheckpointDownload(PullPolicy? policy = null, TimeProvider? time = null)
{
    private readonly PullPolicy _policy = policy ?? new PullPolicy();
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <exception cref="SpeechException">
    /// No such repository, it is no checkpoint, the hub does not answer, a file is not what was stated, or the folder cannot be written.
    /// </exception>
    public async Task DownloadAsync(PullRequest request, IProgress<PullProgress>? progress, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(request.Folder) || request.Folder.Contains('\0', StringComparison.Ordinal))
            throw SpeechException.Invalid($"'{request.Folder}' is no path of a folder.");
        using var hub = new HubClient(request.Hub, _policy, _time);
        var files = await hub.ListAsync(request.Repository, request.Revision, cancellation);
        long size = files.Sum(file => file.Size ?? 0), received = 0;
        foreach (var file in files)
        {
            var before = received;
            void Report(PullStage stage, long done) =>
                progress?.Report(new PullProgress(file.Path, stage, done, file.Size, before + (stage == PullStage.Checking ? file.Size ?? done : done), size));
            var length = await new FileDownload(hub, request, file, _policy, _time).RunAsync(Report, cancellation);
            Report(PullStage.Done, length);
            received += length;
        }
    }
}
