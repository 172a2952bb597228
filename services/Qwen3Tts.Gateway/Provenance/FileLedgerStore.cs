using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Options;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Provenance;

/// <summary>Keeps a file a day, <c>ledger-YYYY-MM-DD.log</c>, for as long as the ledger is to be kept. A line is on the disk when it counts as written.</summary>
internal sealed class FileLedgerStore(IOptions<ProvenanceOptions> options, TimeProvider time) : ILedgerStore, IDisposable
{
    private const string Prefix = "ledger-";
    private const string DayFormat = "yyyy-MM-dd";

    private readonly ProvenanceOptions _options = options.Value;
    private readonly SemaphoreSlim _one = new(1);
    private string _day = "";

    public async Task AppendAsync(string payload, string line, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            BeginDay();
            await using var file = new FileStream(PathOf(_day), FileMode.Append, FileAccess.Write, FileShare.Read);
            await file.WriteAsync(Encoding.UTF8.GetBytes($"{payload} {line}\n"), cancellation);
            file.Flush(flushToDisk: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SpeechException(SpeechErrorKind.Unavailable, $"The ledger in {ProvenanceOptions.Section}:{nameof(ProvenanceOptions.Folder)} cannot be written.", error);
        }
        finally
        {
            _one.Release();
        }
    }

    public async IAsyncEnumerable<string> ReadAsync(string payload, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var start = $"{payload} ";
        foreach (var path in Days())
        {
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            while (await reader.ReadLineAsync(cancellation) is { } line)
            {
                if (line.StartsWith(start, StringComparison.Ordinal))
                    yield return line[start.Length..];
            }
        }
    }

    public void Dispose() => _one.Dispose();

    private IEnumerable<string> Days() =>
        Directory.Exists(_options.Folder) ? Directory.EnumerateFiles(_options.Folder, $"{Prefix}*.log").Order(StringComparer.Ordinal) : [];

    private void BeginDay()
    {
        var now = time.GetUtcNow();
        var day = now.ToString(DayFormat, CultureInfo.InvariantCulture);
        if (day == _day)
            return;
        Directory.CreateDirectory(_options.Folder);
        var oldest = PathOf((now - _options.Retention).ToString(DayFormat, CultureInfo.InvariantCulture));
        foreach (var path in Days().Where(path => string.CompareOrdinal(path, oldest) < 0).ToList())
            File.Delete(path);
        _day = day;
    }

    private string PathOf(string day) => Path.Combine(_options.Folder, $"{Prefix}{day}.log");
}
