using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Qwen3Tts.Tests.Processes;

/// <summary>What a process is told on Unix.</summary>
internal static class Signals
{
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    /// <summary>Asks it to stop, as an orchestrator does.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> EndAsync(Process process, CancellationToken cancellation)
    {
        Send(process, SigTerm);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }

    /// <summary>Ends it at once, as a machine that fails does.</summary>
    public static async Task KillAsync(Process process, CancellationToken cancellation)
    {
        Send(process, SigKill);
        await process.WaitForExitAsync(cancellation);
    }

    /// <summary>Lets it do nothing, its connections open, until it is resumed.</summary>
    public static void Pause(Process process) => Send(process, SigStop);

    public static void Resume(Process process) => Send(process, SigCont);

    private static void Send(Process process, int signal)
    {
        if (Kill(process.Id, signal) is not 0)
            throw new InvalidOperationException($"Signal {signal} did not reach process {process.Id}.");
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
