using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Consent.Audit;

/// <summary>
/// Keeps each trail in a file, <c>TENANT.audit</c>, and its head in <c>TENANT.head</c> beside it. A line is on the disk before the head
/// says so; what stands after the head's end was never acknowledged, and the next entry takes its place.
/// </summary>
internal sealed class FileAuditLog(string folder) : IAuditLog, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);

    public Task<AuditHead> ReadHeadAsync(Tenant tenant, CancellationToken cancellation) =>
        LockedAsync(async () => (await HeadAsync(tenant, cancellation)).Head, cancellation);

    public Task<bool> TryAppendAsync(Tenant tenant, AuditHead known, string line, AuditHead next, CancellationToken cancellation) => LockedAsync(
        async () =>
        {
            var (head, length) = await HeadAsync(tenant, cancellation);
            if (head != known)
                return false;
            Directory.CreateDirectory(folder);
            await using (var lines = new FileStream(Lines(tenant), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read))
            {
                // A trail that was cut short is left as it is: verification tells.
                if (lines.Length > length)
                    lines.SetLength(length);
                lines.Seek(0, SeekOrigin.End);
                await lines.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellation);
                lines.Flush(flushToDisk: true);
                length = lines.Length;
            }

            var draft = Head(tenant) + ".new";
            await File.WriteAllTextAsync(
                draft, string.Create(CultureInfo.InvariantCulture, $"{next.Entries} {next.Hash} {next.Proof} {length}\n"), CancellationToken.None);
            File.Move(draft, Head(tenant), overwrite: true);
            return true;
        },
        cancellation);

    public async IAsyncEnumerable<string> ReadAsync(Tenant tenant, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var lines = await LockedAsync(
            async () =>
            {
                if (!File.Exists(Lines(tenant)))
                    return [];
                var (_, length) = await HeadAsync(tenant, cancellation);
                var bytes = await File.ReadAllBytesAsync(Lines(tenant), cancellation);
                return Encoding.UTF8.GetString(bytes.AsSpan(0, (int)Math.Min(length, bytes.Length))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            },
            cancellation);
        foreach (var line in lines)
            yield return line;
    }

    public void Dispose() => _gate.Dispose();

    private async Task<(AuditHead Head, long Length)> HeadAsync(Tenant tenant, CancellationToken cancellation)
    {
        if (!File.Exists(Head(tenant)))
            return (AuditHead.None, 0);
        var text = await File.ReadAllTextAsync(Head(tenant), cancellation);
        return text.TrimEnd().Split(' ') is [var entries, var hash, var proof, var length]
            && long.TryParse(entries, CultureInfo.InvariantCulture, out var count) && long.TryParse(length, CultureInfo.InvariantCulture, out var bytes)
            ? (new AuditHead(count, hash, proof), bytes)
            : throw new IOException($"{Head(tenant)} is damaged.");
    }

    private async Task<T> LockedAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            return await work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SpeechException(SpeechErrorKind.Unavailable, "The audit trail cannot be read or written; the service's log has the reason.", error);
        }
        finally
        {
            _gate.Release();
        }
    }

    private string Lines(Tenant tenant) => Path.Combine(folder, $"{tenant.Name}.audit");

    private string Head(Tenant tenant) => Path.Combine(folder, $"{tenant.Name}.head");
}
