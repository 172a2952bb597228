namespace Qwen3Tts.Cli.Doctor;

/// <summary>Looks at one thing that a fleet needs.</summary>
public interface IDoctorCheck
{
    /// <summary>What it found. Throws nothing but cancellation.</summary>
    IAsyncEnumerable<Finding> RunAsync(CancellationToken cancellationToken);
}
