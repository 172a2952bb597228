using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Qwen3Tts.Benchmarks.Watermark;

/// <summary>ffmpeg, which codes and filters as others would: mono floats at 24 kHz in and out.</summary>
internal static class ExternalTool
{
    private const string Raw = "-f f32le -ar 24000 -ac 1";

    /// <summary>Decodes a file.</summary>
    public static float[] Decode(string path) => Run($"-i \"{path}\" {Raw} pipe:1", []);

    /// <summary>Filters, and back at 24 kHz.</summary>
    public static float[] Filter(ReadOnlySpan<float> samples, string filter) => Run($"{Raw} -i pipe:0 -af {filter} {Raw} pipe:1", samples);

    /// <summary>Codes into a file of a kind and decodes that.</summary>
    public static float[] Code(ReadOnlySpan<float> samples, string options, string kind)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.{kind}");
        try
        {
            Run($"{Raw} -i pipe:0 {options} \"{path}\"", samples);
            return Decode(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static float[] Run(string arguments, ReadOnlySpan<float> input)
    {
        var start = new ProcessStartInfo("ffmpeg", $"-v error -y {arguments}")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("ffmpeg does not start; install it.");
        using var output = new MemoryStream();
        var copying = process.StandardOutput.BaseStream.CopyToAsync(output);
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(MemoryMarshal.AsBytes(input));
        process.StandardInput.Close();
        copying.GetAwaiter().GetResult();
        process.WaitForExit();
        return process.ExitCode is 0
            ? MemoryMarshal.Cast<byte, float>(output.ToArray()).ToArray()
            : throw new InvalidOperationException($"ffmpeg {arguments}: {errors.GetAwaiter().GetResult()}");
    }
}
