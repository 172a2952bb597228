namespace Qwen3Tts.Cli.Doctor;

/// <summary>Writes findings as they come.</summary>
public static class FindingReport
{
    /// <returns>The gravest of all.</returns>
    public static async Task<FindingLevel> WriteAsync(TextWriter writer, IEnumerable<IDoctorCheck> checks, CancellationToken cancellationToken)
    {
        var gravest = FindingLevel.Good;
        foreach (var check in checks)
        {
            await foreach (var finding in check.RunAsync(cancellationToken))
            {
                writer.WriteLine($"{Label(finding.Level)}  {finding.Subject}: {finding.Observation}");
                if (finding.Advice is { } advice)
                    writer.WriteLine($"       {advice}");
                gravest = (FindingLevel)Math.Max((int)gravest, (int)finding.Level);
            }
        }

        return gravest;
    }

    private static string Label(FindingLevel level) => level switch
    {
        FindingLevel.Good => "ok   ",
        FindingLevel.Notice => "note ",
        _ => "FAULT",
    };
}
