using System.Text.Json;
using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Planning;

/// <summary>What <c>bench engine --json</c> wrote.</summary>
public static class BenchFile
{
    private const long MostBytes = 16 << 20;

    /// <summary>The figures of one checkpoint on one device.</summary>
    /// <param name="checkpoint">Its name; null where the file has one only.</param>
    /// <param name="gpu">A part of the GPU's name; null for a processor.</param>
    /// <exception cref="SpeechException">The file cannot be read, or has no such figures.</exception>
    public static EngineReport Read(string path, string? checkpoint, string? gpu)
    {
        var all = ReadAll(path);
        var device = gpu is null
            ? all.Where(report => !report.Gpu).ToArray()
            : all.Where(report => report.Gpu && report.Device.Contains(gpu, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (device.Length is 0)
        {
            throw SpeechException.Invalid(
                $"'{path}' has no figures of {(gpu is null ? "a processor" : $"a GPU '{gpu}'")}, only of {List(all.Select(report => report.Device))}: "
                + "run 'bench engine --json' on such a machine; none can be told from another's.");
        }

        var named = device.Where(report => checkpoint is null || report.Checkpoint == checkpoint).ToArray();
        return named.Length switch
        {
            1 => Check(path, named[0]),
            0 => throw SpeechException.Invalid($"'{path}' has no figures of '{checkpoint}', only of {List(device.Select(report => report.Checkpoint))}."),
            _ => throw SpeechException.Invalid($"'{path}' has figures of {List(named.Select(report => $"{report.Checkpoint} on {report.Device}"))}: choose one with --model."),
        };
    }

    private static EngineReport[] ReadAll(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes)
                throw SpeechException.Invalid($"'{path}' is too long for a file of 'bench engine --json'.");
            using var file = File.OpenRead(path);
            var all = JsonSerializer.Deserialize<EngineReport?[]>(file, EngineReport.Json)?.OfType<EngineReport>().ToArray();
            return all is { Length: > 0 }
                ? all
                : throw SpeechException.Invalid($"'{path}' has no figures in it.");
        }
        catch (JsonException error)
        {
            throw new SpeechException(SpeechErrorKind.Invalid, $"'{path}' is no file of this version's 'bench engine --json': {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SpeechException(SpeechErrorKind.Invalid, $"'{path}' cannot be read: {error.Message}", error);
        }
    }

    private static EngineReport Check(string path, EngineReport report)
    {
        var streams = report.Streams.Select(stream => stream.Streams).ToArray();
        var whole = streams is [1, ..] && streams.SequenceEqual(streams.Distinct().Order())
            && report.Streams.All(stream => stream is { Talker: > 0, Predictor: >= 0, Codec: > 0 })
            && report.FirstAudio.All(first => first.Prefill >= 0)
            && report is { FirstAudio.Count: > 0, FrameMilliseconds: > 0, Threads: > 0, PeakResidentBytes: > 0, FirstLoadSeconds: > 0 };
        return whole ? report : throw SpeechException.Invalid($"'{path}' lacks figures of {report.Checkpoint}: of one stream and more in order, and of first audio.");
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Distinct());
}
