using Qwen3Tts.Cli.Listing;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Cli.Fleet;

/// <summary>Tells which network's graph is being built.</summary>
public sealed class ConversionReport(TextWriter writer) : IProgress<ConversionProgress>
{
    private readonly ProgressLines _lines = new(writer);

    public void Report(ConversionProgress value)
    {
        var (subject, done, total) = value.Describe();
        _lines.Report(subject, done, total);
    }
}
