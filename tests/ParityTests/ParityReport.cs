using System.Globalization;

[assembly: AssemblyFixture(typeof(Qwen3Tts.ParityTests.ParityReport))]

namespace Qwen3Tts.ParityTests;

/// <summary>After the last test, writes what was compared to <c>parity.md</c> beside the tests: each case with its largest difference.</summary>
public sealed class ParityReport : IDisposable
{
    public void Dispose()
    {
        var cases = Differences.All.GroupBy(entry => entry.Case).ToList();
        using var report = File.CreateText(Path.Combine(AppContext.BaseDirectory, "parity.md"));
        report.WriteLine("| case | tensors compared | largest difference | of |\n| --- | --- | --- | --- |");
        foreach (var @case in cases)
        {
            var (_, tensor, difference) = @case.MaxBy(entry => entry.Difference);
            report.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {@case.Key} | {@case.Count()} | {difference:0.0e+0} | {tensor} |"));
        }

        report.WriteLine($"\n{cases.Count} cases of the golden set in {Path.GetFileName(GoldenSet.Root)}.");
    }
}
