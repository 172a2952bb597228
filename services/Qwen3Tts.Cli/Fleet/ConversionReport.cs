using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Cli.Fleet;

/// <summary>Writes one line for each network whose graph is built, and one for every further tenth of a large one.</summary>
public sealed class ConversionReport(TextWriter writer) : IProgress<ConversionProgress>
{
    private const int Steps = 10;
    private const long Mebibyte = 1 << 20;
    private const long LargeBytes = 256 * Mebibyte;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Checkpoint, string Part), long> _reported = [];

    public void Report(ConversionProgress value)
    {
        lock (_lock)
        {
            var step = value.TotalBytes < LargeBytes ? 0 : Steps * value.Bytes / value.TotalBytes;
            if (_reported.TryGetValue((value.Checkpoint, value.Part), out var last) && step <= last)
                return;
            _reported[(value.Checkpoint, value.Part)] = step;
            var size = $"{(double)value.TotalBytes / Mebibyte:0.0} MiB";
            writer.WriteLine($"Building {value.Checkpoint}'s {value.Part}: {(step is 0 ? size : $"{100 * step / Steps} % of {size}")}");
        }
    }
}
