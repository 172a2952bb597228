namespace Qwen3Tts.Cli.Listing;

/// <summary>Progress for people: one line for each thing at its start, and one for every further tenth of a large one.</summary>
public sealed class ProgressLines(TextWriter writer)
{
    private const int Steps = 10;
    private const long Mebibyte = 1 << 20;
    private const long LargeBytes = 256 * Mebibyte;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _reported = [];

    /// <param name="subject">What is done, such as <c>Receiving model.safetensors</c>.</param>
    /// <param name="done">Bytes.</param>
    /// <param name="total">Bytes; 0 where it is not known.</param>
    public void Report(string subject, long done, long total)
    {
        lock (_lock)
        {
            var step = total < LargeBytes ? 0 : Steps * done / total;
            if (_reported.TryGetValue(subject, out var last) && step <= last)
                return;
            _reported[subject] = step;
            var size = total is 0 ? "…" : $"{(double)total / Mebibyte:0.0} MiB";
            writer.WriteLine($"{subject}: {(step is 0 ? size : $"{100 * step / Steps} % of {size}")}");
        }
    }
}
