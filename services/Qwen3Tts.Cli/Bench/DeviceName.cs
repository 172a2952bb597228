using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Cli.Bench;

/// <summary>What this machine's processor or GPU calls itself, so that nobody takes one's figures for another's.</summary>
internal static class DeviceName
{
    private const string Processors = "/proc/cpuinfo";
    private const string ModelName = "model name";

    public static string Of(ExecutionDevice device) => device is ExecutionDevice.Cpu ? Processor() : Gpu() ?? "a GPU without a name";

    private static string Processor() =>
        (File.Exists(Processors) ? File.ReadLines(Processors).FirstOrDefault(line => line.StartsWith(ModelName, StringComparison.Ordinal)) : null)
        ?.Split(':', 2)[^1].Trim() ?? $"a processor of {RuntimeInformation.ProcessArchitecture}";

    private static string? Gpu()
    {
        var start = new ProcessStartInfo("nvidia-smi", ["--query-gpu=name", "--format=csv,noheader", "--id=0"]) { RedirectStandardOutput = true };
        try
        {
            using var process = Process.Start(start)!;
            return process.StandardOutput.ReadLine() is { Length: > 0 } name ? name.Trim() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
